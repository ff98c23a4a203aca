import type { LedgerAccount, Money } from "@/api/types";
import { addDecimals, isNegative, isZero } from "@/ui/decimal";

/** An amount where an accountant looks for it: at most one of the two is there, and neither is below zero. */
export type Sides = { debit: Money | null; credit: Money | null };

/** On the wire a debit is above zero, a credit below. Nothing is on neither side. */
export function sidesOf(amount: Money): Sides {
  if (isZero(amount.amount)) return { debit: null, credit: null };
  if (isNegative(amount.amount)) return { debit: null, credit: { ...amount, amount: amount.amount.slice(1) } };
  return { debit: amount, credit: null };
}

export type TrialBalance = {
  currency: string;
  accounts: LedgerAccount[];
  debit: string;
  credit: string;
  /** Debits less credits: zero, or the books are wrong. */
  difference: string;
};

/** A trial balance per currency: amounts of different currencies are never added. */
export function trialBalances(accounts: LedgerAccount[]): TrialBalance[] {
  const currencies = [...new Set(accounts.map((one) => one.balance.currency))].toSorted();
  return currencies.map((currency) => {
    const own = accounts.filter((one) => one.balance.currency === currency);
    const sides = own.map((one) => sidesOf(one.balance));
    return {
      currency,
      accounts: own,
      debit: total(sides.map((one) => one.debit)),
      credit: total(sides.map((one) => one.credit)),
      difference: own.map((one) => one.balance.amount).reduce(addDecimals, "0"),
    };
  });
}

const total = (amounts: (Money | null)[]): string => amounts.map((one) => one?.amount ?? "0").reduce(addDecimals, "0");
