import type { Messages } from "../en";

/** The currency that a company is billed in. */
export const currencies: Messages["currencies"] = {
  change: "Währung ändern",
  title: (company) => `Die Währung von ${company}`,
  lead: "Neue Abonnements werden sofort darin abgerechnet, laufende ab ihrer nächsten Periode. Was ausgestellt ist, bleibt, wie es ist. Die geltende Währung nimmt einen geplanten Wechsel zurück.",
  preferred: "Bevorzugte Währung",
  changed: (currency) => `Bevorzugte Währung: ${currency}`,
  from: (currency) => `Abrechnung in ${currency} ab`,
};
