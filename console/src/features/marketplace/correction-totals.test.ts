import { expect, test } from "vitest";
import { SHOWN, together, type PreviewItem, type PreviewPage } from "./correction-totals";

const eur = (amount: string) => ({ amount, currency: "EUR" });

function item(delta: string, company = "com_1"): PreviewItem {
  return {
    company_id: company,
    company_name: company,
    subscription_id: `sub_${company}`,
    period: { start: "2026-03-01T00:00:00Z", end: "2026-04-01T00:00:00Z" },
    component: "used",
    billed: eur("10.00"),
    would_be: eur("9.00"),
    delta: eur(delta),
    events: 1,
  };
}

function page(items: PreviewItem[], delta: string, over: Partial<PreviewPage> = {}): PreviewPage {
  const total = {
    currency: "EUR",
    billed: eur("10.00"),
    would_be: eur("9.00"),
    delta: eur(delta),
    periods: 1,
    events: 2,
  };
  return {
    items,
    items_left_out: 0,
    totals: [total],
    unbilled_events: 3,
    too_large: [],
    companies: 1,
    companies_concerned: 2,
    next_cursor: null,
    ...over,
  };
}

test("pages are added up exactly, by currency", () => {
  const found = together([page([item("-0.10")], "-0.10"), page([item("0.30", "com_2")], "0.30")]);
  expect(found.totals).toEqual([
    { currency: "EUR", billed: eur("20.00"), would_be: eur("18.00"), delta: eur("0.20"), periods: 2, events: 4 },
  ]);
  expect([found.companies, found.concerned, found.unbilled]).toEqual([2, 2, 6]);
});

test("what changes most comes first, whichever way, and the rest is counted", () => {
  const many = Array.from({ length: SHOWN + 2 }, (_, index) => item(`0.${String(index + 10)}`));
  const found = together([page([...many, item("-9.00")], "0.00", { items_left_out: 4 })]);
  expect(found.items[0]?.delta.amount).toBe("-9.00");
  expect(found.items).toHaveLength(SHOWN);
  expect(found.leftOut).toBe(7);
});

test("without a period there is no total", () => {
  expect(together([page([], "0", { totals: [] })]).totals).toEqual([]);
});
