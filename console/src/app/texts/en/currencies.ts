/** The currency that a company is billed in. */
export const currencies = {
  change: "Change currency",
  title: (company: string) => `The currency of ${company}`,
  lead: "New subscriptions are billed in it at once, open ones from their next period on. What was issued stays as it is. The currency in force takes back a change that is to come.",
  preferred: "Preferred currency",
  changed: (currency: string) => `Preferred currency: ${currency}`,
  from: (currency: string) => `Billed in ${currency} from`,
};
