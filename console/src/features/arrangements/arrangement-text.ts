import type { Arrangement, ArrangementDetails, Money } from "@/api/types";
import { m } from "@/app/messages";
import { providerName } from "@/features/payments/provider-name";
import { addDecimals } from "@/ui/decimal";

const OVER = new Set<Arrangement["state"]>(["cancelled", "ended"]);

export const isOver = ({ state }: Pick<Arrangement, "state">): boolean => OVER.has(state);

/** One that is being cancelled already, or is over, is not cancelled again. */
export const isCancellable = (one: Pick<Arrangement, "state" | "cancelling">): boolean =>
  !isOver(one) && !one.cancelling;

export const everyText = ({ interval, interval_count: count }: Pick<Arrangement, "interval" | "interval_count">) =>
  m.arrangements.every[interval](count);

/** How it stands, in a sentence: that it is being cancelled comes before what it was. */
export function meaningOf(one: Pick<Arrangement, "state" | "cancelling" | "provider">): string {
  const provider = providerName(one.provider);
  if (one.cancelling && !isOver(one)) return m.arrangements.cancelling_means(provider);
  return m.arrangements.means[one.state](provider);
}

type Charged = Pick<ArrangementDetails, "amount"> & {
  charges: readonly Pick<ArrangementDetails["charges"][number], "state" | "amount">[];
};

/** What has come in by the charges that are listed, and by how many. */
export function receivedOf({ amount, charges }: Charged): { paid: number; sum: Money } {
  const paid = charges.filter((charge) => charge.state === "paid");
  const sum = paid.reduce((so_far, charge) => addDecimals(so_far, charge.amount.amount), "0");
  return { paid: paid.length, sum: { ...amount, amount: sum } };
}
