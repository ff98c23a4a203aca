import type { Instalment, InstalmentPlan, Money } from "@/api/types";
import { addDecimals, isZero, subtractDecimals } from "@/ui/decimal";

type Plan = Pick<InstalmentPlan, "state" | "amount" | "left" | "parts">;
type Part = Pick<Instalment, "number" | "due_on" | "left" | "state" | "paid">;

export const isActive = ({ state }: Pick<Plan, "state">): boolean => state === "active";

/** What its own payments have brought. */
const byParts = ({ parts, amount }: Plan): Money => ({
  ...amount,
  amount: parts.reduce((sum, part) => addDecimals(sum, part.paid.amount), "0"),
});

/** What is not asked for any more: while it is active credit counts as well, and a plan that was kept is paid altogether. */
export function paidOf(plan: Plan): Money {
  if (plan.state === "completed" || plan.state === "settled") return plan.amount;
  if (!isActive(plan)) return byParts(plan);
  return { ...plan.amount, amount: subtractDecimals(plan.amount.amount, plan.left.amount) };
}

/** What of it came beside the parts, null where nothing did. A plan that was settled was so by one payment of its own. */
export function besideOf(plan: Plan): Money | null {
  if (plan.state === "settled") return null;
  const beside = subtractDecimals(paidOf(plan).amount, byParts(plan).amount);
  return isZero(beside) ? null : { ...plan.amount, amount: beside };
}

/** The part that asks for money next. */
export const nextPart = <P extends Part>({ state, parts }: { state: Plan["state"]; parts: readonly P[] }) =>
  isActive({ state }) ? parts.find((part) => part.state !== "paid" && !isZero(part.left.amount)) : undefined;

export const overdueParts = <P extends Part>({ parts }: { parts: readonly P[] }): P[] =>
  parts.filter((part) => part.state === "overdue");

/** The last day of grace, on which the part may still be paid. */
export function lastDayOf(dueOn: string, graceDays: number): string {
  const day = new Date(`${dueOn}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + graceDays);
  return day.toISOString().slice(0, 10);
}
