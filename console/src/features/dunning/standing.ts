import type { DunningCase, Money } from "@/api/types";
import { addDecimals } from "@/ui/decimal";

export const GOING_ON = ["overdue", "limited", "suspended", "canceled"] as const;
export type Sum = { state: (typeof GOING_ON)[number]; count: number; due: Money[] };

type Counted = Pick<DunningCase, "state" | "due">;

/** By state how many cases go on and what is owed in them: currencies are listed, never added. */
export function sumsOf(cases: readonly Counted[]): Sum[] {
  return GOING_ON.map((state) => {
    const those = cases.filter((one) => one.state === state);
    return { state, count: those.length, due: addedUp(those.map((one) => one.due)) };
  });
}

function addedUp(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, string>();
  for (const { amount, currency } of amounts) sums.set(currency, addDecimals(sums.get(currency) ?? "0", amount));
  return [...sums].toSorted().map(([currency, amount]) => ({ amount, currency }));
}
