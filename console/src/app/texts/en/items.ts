/** Drafts, one-off lines and thresholds. */
export const drafts = {
  issue: "Issue now",
  issue_body: (amount: string) =>
    `The draft of ${amount} becomes an invoice with a number, with the usage that has come in until now. It is owed from then on, and what was issued is not changed any more.`,
  issued: (number: string) => `Invoice ${number} was issued.`,
  /** Before a day, where "Issued" is the head of the column. */
  on: "will be, on",
  issued_on: "Will be issued on",
  notice: "Nobody owes a draft. It is made anew while late usage comes in, until it is issued on",
  stands: "It is drafted, and takes in late usage until then.",
  open: "Open the draft",
};

export const thresholds = {
  reached: (amounts: string) => `Usage that comes to ${amounts} before tax is invoiced at once, within its period.`,
  or: " or ",
};

export const items = {
  title: "One-off lines that wait",
  note: "for the next invoice in their currency",
  none: "None. What is entered here goes onto the next invoice.",
  some: (count: number) => `The newest ${count} are shown.`,
  entered: "Entered",
  by: (name: string) => `by ${name}`,
  add: "Add one-off line",
  add_hint: "It waits for the company's next invoice. If nothing else is due, the next bill run makes one of it.",
  added: (description: string) => `${description} waits for the next invoice.`,
  unit_amount: (currency: string) => `Unit price in ${currency}`,
  unit_amount_plain: "Unit price",
  discount_hint: "Below zero it is a discount.",
  discount: "A discount:",
  discount_waits:
    "A discount lowers the invoice that takes it and never turns it round: it waits, whole, until an invoice can bear it. Money is given back by credit notes.",
  unit: "Unit",
  tax_percent: "Tax in %",
  tax_hint: "Left empty: the company's own rate.",
  no_module: "No module",
  module: "Printed under",
  line: (position: number) => `Line ${position}`,
  another: "Add another line",
  leave_out: (position: number) => `Leave out line ${position}`,
  comes_to: "Comes to",
  sum: "Together, before tax is said of them",
  invoice_now: "Invoice now",
  invoice_hint: "An invoice of these lines alone, issued at once. What waits goes on waiting.",
  below_zero: "An invoice cannot come to less than nothing. Money is given back by credit notes.",
  delete: "Take back",
  delete_of: (description: string) => `Take back ${description}`,
  delete_body: (description: string, amount: string) => `${description} (${amount}) will be on no invoice.`,
  deleted: "The line was taken back.",
  badge: "one-off",
};
