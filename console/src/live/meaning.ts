import type { Fact } from "@/api/types";

/** What each family of facts makes stale: the first word of the query keys. A fact never carries the screen, it says what to re-read. */
const STALE: Record<string, readonly string[]> = {
  usage: ["calls", "usage", "overview"],
  invoice: ["invoices", "overview"],
  payment: ["payments", "invoices", "overview"],
  payment_method: ["payment-methods"],
  receipt: ["payments"],
  subscription: ["subscriptions", "usage", "overview"],
  company: ["companies", "session"],
  user: ["users"],
  api_key: ["api-keys"],
  billing: ["invoices", "usage", "overview"],
  notification: ["notifications"],
  catalogue: ["modules"],
  price: ["modules"],
};

/** The journal itself is on the screen too: every fact belongs to the activity feed. */
export function staleAfter(fact: Pick<Fact, "kind">): readonly string[] {
  const family = fact.kind.split(".")[0] ?? "";
  return STALE[family] ?? [];
}

/** Facts that change what this person may do: the session must be read again at once. */
export function changesSession(fact: Pick<Fact, "kind">): boolean {
  return fact.kind === "user.roles_changed" || fact.kind === "user.changed";
}

/** A notification repeats what the fact before it said: it rings the bell, and stays out of the feed. */
export const isNews = (fact: Pick<Fact, "kind">): boolean => !fact.kind.startsWith("notification.");

/** Newest first, no fact twice, a bounded feed. */
export function withFact(feed: readonly Fact[], fact: Fact, most: number): Fact[] {
  if (feed.some((known) => known.id === fact.id)) return [...feed];
  return [fact, ...feed].slice(0, most);
}
