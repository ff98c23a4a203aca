/** What a message may name. */
export const VARIABLES = ["company", "amount", "invoices", "count", "step", "next_on", "next_action"];
