import type { FactFamily, FactKind } from "@/api/facts";
import type { Fact } from "@/api/types";

/** What each family of facts makes stale: the first word of the query keys. A fact never carries the screen, it says what to re-read. */
const STALE: Record<FactFamily, readonly string[]> = {
  usage: ["calls", "usage", "overview"],
  credit: ["invoices", "ledger"],
  credit_note: ["invoices", "instalments", "overview", "ledger", "dunning"],
  invoice: ["invoices", "overview", "wallets", "ledger", "dunning"],
  invoice_item: ["invoices"],
  wallet: ["wallets", "ledger"],
  payment: ["payments", "instalments", "invoices", "overview", "ledger", "dunning"],
  payment_method: ["payment-methods"],
  manual_payment: ["payments", "instalments", "invoices", "overview", "ledger", "dunning"],
  refund: ["refunds", "payments", "invoices", "overview", "ledger"],
  dispute: ["disputes", "payments", "invoices", "overview", "ledger"],
  dunning: ["dunning", "companies", "overview"],
  receipt: ["payments"],
  // Their money is an invoice's, or credit.
  payment_arrangement: ["arrangements", "payments", "invoices", "overview", "ledger"],
  mail: ["mails"],
  instalment: ["instalments", "invoices", "payments", "overview"],
  instalment_plan: ["instalments", "invoices", "payments", "overview"],
  // What a remedy mends is told by the facts of the payments.
  reconciliation: ["reconciliations"],
  // What a notice changes is told by the facts of the payments themselves, and what is posted by those of the documents.
  notice: ["notices"],
  ledger: ["ledger"],
  subscription: ["subscriptions", "usage", "overview"],
  company: ["companies", "session", "subscriptions"],
  test_clock: ["companies"],
  user: ["users"],
  api_key: ["api-keys"],
  billing: ["invoices", "usage", "overview", "companies"],
  notification: ["notifications"],
  catalogue: ["modules"],
  module: ["modules"],
  plan: ["modules"],
  price: ["modules"],
  webhook_endpoint: ["webhooks"],
  webhook_delivery: ["webhooks"],
  job: ["jobs"],
  rates: ["rates"],
  conversion: ["conversions"],
};

/** The journal itself is on the screen too: every fact belongs to the activity feed. */
export function staleAfter(fact: Pick<Fact, "kind">): readonly string[] {
  const family = fact.kind.split(".")[0] ?? "";
  // An older console meets facts that it does not know.
  return Object.hasOwn(STALE, family) ? STALE[family as FactFamily] : [];
}

const CHANGES_SESSION: ReadonlySet<string> = new Set<FactKind>(["user.roles_changed", "user.changed"]);

/** Facts that change what this person may do: the session must be read again at once. */
export function changesSession(fact: Pick<Fact, "kind">): boolean {
  return CHANGES_SESSION.has(fact.kind);
}

/** A notification repeats what the fact before it said: it rings the bell, and stays out of the feed. */
export const isNews = (fact: Pick<Fact, "kind">): boolean => !fact.kind.startsWith("notification.");

/** Newest first, no fact twice, a bounded feed. */
export function withFact(feed: readonly Fact[], fact: Fact, most: number): Fact[] {
  if (feed.some((known) => known.id === fact.id)) return [...feed];
  return [fact, ...feed].slice(0, most);
}
