import type { Money } from "@/api/types";
import type { components } from "@/api/schema";
import { addDecimals, compareDecimals } from "@/ui/decimal";

export type PreviewPage = components["schemas"]["CorrectionPreviewOut"];
export type PreviewItem = PreviewPage["items"][number];
export type PreviewTotal = PreviewPage["totals"][number];

/** What all pages so far say together. `leftOut` rows are in the totals and not among the items. */
export type Previewed = {
  items: PreviewItem[];
  leftOut: number;
  totals: PreviewTotal[];
  unbilled: number;
  tooLarge: PreviewPage["too_large"];
  companies: number;
  concerned: number;
};

export const SHOWN = 20;

/** The pages of a preview as one answer: totals by currency, and the periods that change most. */
export function together(pages: PreviewPage[]): Previewed {
  const items = pages.flatMap((page) => page.items).toSorted(byChange);
  const unseen = pages.reduce((sum, page) => sum + page.items_left_out, 0);
  return {
    items: items.slice(0, SHOWN),
    leftOut: unseen + Math.max(0, items.length - SHOWN),
    totals: pages.flatMap((page) => page.totals).reduce<PreviewTotal[]>(withTotal, []),
    unbilled: pages.reduce((sum, page) => sum + page.unbilled_events, 0),
    tooLarge: pages.flatMap((page) => page.too_large),
    companies: pages.reduce((sum, page) => sum + page.companies, 0),
    concerned: pages.at(-1)?.companies_concerned ?? 0,
  };
}

const size = (item: PreviewItem): string => item.delta.amount.replace(/^-/, "");
const byChange = (a: PreviewItem, b: PreviewItem): number => compareDecimals(size(b), size(a));

function withTotal(found: PreviewTotal[], one: PreviewTotal): PreviewTotal[] {
  const before = found.find((total) => total.currency === one.currency);
  if (!before) return [...found, one];
  const added: PreviewTotal = {
    currency: one.currency,
    billed: sum(before.billed, one.billed),
    would_be: sum(before.would_be, one.would_be),
    delta: sum(before.delta, one.delta),
    periods: before.periods + one.periods,
    events: before.events + one.events,
  };
  return found.map((total) => (total === before ? added : total));
}

const sum = (a: Money, b: Money): Money => ({ amount: addDecimals(a.amount, b.amount), currency: a.currency });
