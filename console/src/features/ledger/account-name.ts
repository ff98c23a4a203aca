import type { LedgerAccount } from "@/api/types";
import { m } from "@/app/messages";
import { providerName } from "@/features/payments/provider-name";

type Purpose = LedgerAccount["purpose"];

/** `cash:stripe` is "Cash at Stripe". An account that this console does not know is shown as it is written. */
export function accountName(account: string): string {
  const [purpose = "", provider = ""] = account.split(":");
  if (purpose === "cash" && provider === "manual") return m.ledger.cash_by_hand;
  if (purpose === "cash" && provider) return m.ledger.cash_at(providerName(provider));
  return m.ledger.accounts[purpose as Purpose]?.name ?? account;
}

/** A line of accounts whose names differ in what they are for; empty for one that is not known. */
export const accountAbout = (purpose: Purpose): string => m.ledger.accounts[purpose]?.about ?? "";

export const eventName = (event: string): string => m.ledger.events[event] ?? event.replaceAll("_", " ");
