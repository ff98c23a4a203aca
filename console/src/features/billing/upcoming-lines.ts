import type { UpcomingLine } from "@/api/types";

type Named = Pick<UpcomingLine, "subscription_id" | "price_id" | "description" | "corrects_line_id"> & {
  period: { start: string };
};
export type Keyed<L> = { key: string; line: L };

/** A key per line that stays its own while lines come and go. One-off lines have no subscription and no price, and may be equal in all. */
export function keyed<L extends Named>(lines: readonly L[]): Keyed<L>[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const { subscription_id: subscription, price_id: price, corrects_line_id: corrects, description, period } = line;
    const name = [subscription, price, period.start, corrects, price === null ? description : ""].join(" ");
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { key: `${name} ${count}`, line };
  });
}
