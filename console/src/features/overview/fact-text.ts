import type { Fact } from "@/api/types";
import { m } from "@/app/messages";
import { isZero } from "@/ui/decimal";
import { changesOf } from "./fact-changes";
import { formatDay, formatMoney, formatQuantity } from "@/ui/format";

type Tone = "good" | "bad" | "warn" | "info" | "neutral";

const TONES: Record<string, Tone> = {
  "invoice.paid": "good",
  "payment.succeeded": "good",
  "invoice.past_due": "bad",
  "payment.failed": "bad",
  "payment.attempt_failed": "warn",
  "payment.action_needed": "warn",
  "payment.unknown": "warn",
  "refund.failed": "bad",
  "refund.unknown": "warn",
  "dispute.opened": "bad",
  "dispute.lost": "bad",
  "dispute.won": "good",
  "instalment.paid": "good",
  "instalment.overdue": "warn",
  "instalment_plan.defaulted": "bad",
  "reconciliation.failed": "bad",
  "job.dead": "bad",
  "notice.failed": "bad",
  "invoice.issued": "info",
  "invoice.threshold_reached": "info",
  "usage.recorded": "info",
};

/** Calls are rated to four decimals; a column of them reads best with all four. */
const RATED_DIGITS = 4;

export const factTone = (fact: Pick<Fact, "kind">): Tone => TONES[fact.kind] ?? "neutral";

/** A fact as a sentence. Payloads may grow: only what is there is said, and an unknown kind is said by its name. */
export function factText(fact: Pick<Fact, "kind" | "payload">, locale: string): string {
  const title = (m.facts as Record<string, string>)[fact.kind] ?? fact.kind;
  const details = [
    text(fact, "number", "invoice_number"),
    counted(fact, locale),
    money(fact, locale),
    day(fact, locale),
    text(fact, "description", "name", "email"),
    "before" in fact.payload ? text(fact, "reason") : "",
    changesOf(fact),
  ];
  const said = details.filter((detail) => detail !== "");
  return said.length > 0 ? `${title}: ${said.join(" · ")}` : title;
}

function text({ payload }: Pick<Fact, "payload">, ...names: string[]): string {
  const value = names.map((name) => payload[name]).find((candidate) => typeof candidate === "string");
  return typeof value === "string" ? value : "";
}

function counted({ kind, payload }: Pick<Fact, "kind" | "payload">, locale: string): string {
  if (kind !== "usage.recorded") return "";
  const calls = payload["calls"];
  if (typeof calls === "number" && calls > 0) return m.overview.calls(calls, formatQuantity(calls, locale));
  const accepted = payload["accepted"];
  return typeof accepted === "number" ? m.overview.events(accepted, formatQuantity(accepted, locale)) : "";
}

/** When a draft will be issued. */
function day({ payload }: Pick<Fact, "payload">, locale: string): string {
  const told = payload["issue_on"];
  return typeof told === "string" ? m.overview.to_issue(formatDay(told, locale)) : "";
}

function money({ kind, payload }: Pick<Fact, "kind" | "payload">, locale: string): string {
  const digits = kind === "usage.recorded" ? RATED_DIGITS : 0;
  const { used, threshold } = payload;
  if (isMoney(used) && isMoney(threshold)) {
    const [reached, bound] = [used, threshold].map((one) => formatMoney(one.amount, one.currency, locale));
    return m.overview.used_of(reached ?? "", bound ?? "");
  }
  for (const name of ["amount", "total", "due", "fee", "discount", "given_up"]) {
    const value = Array.isArray(payload[name]) ? payload[name][0] : payload[name];
    if (isMoney(value) && isZero(value.amount)) return "";
    if (isMoney(value)) return formatMoney(value.amount, value.currency, locale, digits);
    const currency = payload["currency"];
    if (typeof value === "string" && typeof currency === "string") return formatMoney(value, currency, locale, digits);
  }
  return "";
}

function isMoney(value: unknown): value is { amount: string; currency: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "amount" in value &&
    "currency" in value &&
    typeof value.amount === "string"
  );
}
