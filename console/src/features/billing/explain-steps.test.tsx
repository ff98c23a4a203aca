// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Explain } from "@/api/types";
import { LocaleProvider } from "@/ui/locale";
import { TooltipProvider } from "@/ui/tooltip";
import { ExplainSteps } from "./explain-steps";
import { workingOf } from "./explain-working";

const EXPLAIN: Explain = {
  result: { amount: "128.44", currency: "EUR" },
  price: { component: "calls", model: "call", version: 2 },
  period: { start: "2026-09-30T22:00:00Z", end: "2026-10-31T23:00:00Z" },
  steps: [
    { kind: "usage", label: "1,204 calls were recorded", quantity: "1204", unit: "calls" },
    {
      kind: "increments",
      label: "First minute",
      quantity: "402.5",
      unit: "minutes",
      unit_amount: "0.12",
      amount: "48.30",
    },
    { kind: "proration", label: "19 of 31 days", factor: "19/31", amount: "128.4441" },
  ],
  rounding: { exact: "128.4441", rounded: "128.44", rule: "half_up", digits: 2 },
  policy: [{ id: "6", title: "A call is rated as a whole" }],
};

function rendered(explain: Explain): string {
  const host = document.createElement("div");
  host.innerHTML = renderToStaticMarkup(
    <LocaleProvider value={{ locale: "en-GB", zone: "Europe/Berlin" }}>
      <TooltipProvider>
        <ExplainSteps explain={explain} />
      </TooltipProvider>
    </LocaleProvider>,
  );
  return host.textContent;
}

const EUR = (amount: string) => ({ amount, currency: "EUR" });

describe("the derivation of an amount", () => {
  it("says which group of the usage it is of", () => {
    const group = [
      { property: "region", value: "eu" },
      { property: "tier", value: null },
    ];
    expect(rendered({ ...EXPLAIN, group })).toContain("region: eu, tier: (none)");
    expect(rendered({ ...EXPLAIN, group: [] })).toContain("(other groups)");
  });

  it("shows every step with its working and amount, the rounding, the result and the policy", () => {
    const text = rendered(EXPLAIN);
    expect(text).toContain("1,204 calls were recorded");
    expect(text).toContain("402.5 minutes × €0.12");
    expect(text).toContain("€48.30");
    expect(text).toContain("19/31");
    expect(text).toContain("128.4441 → 128.44");
    expect(text).toContain("€128.44");
    expect(text).toContain("Policy 6: A call is rated as a whole");
  });

  it("shows the half-open period by its last day, in the company's zone", () => {
    expect(rendered(EXPLAIN)).toContain("1\u2009–\u200931 Oct 2026");
  });

  it("of a one-off line says who entered it, without a price that it has not", () => {
    const entered = { entered_by: "Olivia Park", entered_at: "2026-10-05T07:00:00Z" };
    const text = rendered({ ...EXPLAIN, price: { component: "item", model: "one_off", ...entered } });
    expect(text).toContain("entered by Olivia Park on 5 Oct 2026, 09:00");
    expect(text).not.toContain("version");
  });

  it("says of an amount that contains its tax that it does", () => {
    const [base, amount] = ["107.93", "20.51"].map((one) => ({ amount: one, currency: "EUR" }));
    const taxed = { rate: "0.19", base: base!, amount: amount! };
    expect(rendered({ ...EXPLAIN, tax: { ...taxed, inclusive: true } })).toContain("of that tax, 19 %");
    expect(rendered({ ...EXPLAIN, tax: taxed })).toContain("plus tax, 19 %");
  });

  it("says of the tax of a correction what it is the difference of", () => {
    const [base, amount, asked, soFar, booked] = ["0.02", "0.01", "0.05", "0.01", "0.00"].map(EUR);
    const cumulative = { asked_for: asked!, amount: soFar!, booked: booked! };
    const text = rendered({ ...EXPLAIN, tax: { rate: "0.19", base: base!, amount: amount!, cumulative } });
    expect(text).toContain("tax of this correction, at 19 %");
    expect(text).toContain("€0.05 is asked for by now, its tax is €0.01, and €0.00 of that was booked before");
    expect(text).not.toContain("of the rounded line");
  });

  it("says nothing about what the server did not give", () => {
    const text = rendered({ ...EXPLAIN, rounding: null, policy: [], price: null, period: null, steps: [] });
    expect(text).toBe("Amount on the line€128.44");
  });
});

describe("the working of a step", () => {
  it("is made of the factors that are there", () => {
    expect(workingOf({ kind: "tier", label: "", quantity: "1000", unit_amount: "0.015" }, "EUR", "en")).toBe(
      "1,000 × €0.015",
    );
    const percent = { kind: "percentage", label: "", quantity: "1500", unit: "EUR", unit_amount: "0.029" };
    expect(workingOf(percent, "EUR", "en")).toBe("1,500 EUR × 2.9 %");
    expect(workingOf({ kind: "flat", label: "", amount: "5" }, "EUR", "en")).toBe("");
  });
});
