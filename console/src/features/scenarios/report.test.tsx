// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { LocaleProvider } from "@/ui/locale";
import { TooltipProvider } from "@/ui/tooltip";
import type { Report, Step } from "./data";
import { ScenarioReport } from "./report";

const STEP: Step = {
  number: 1,
  line: 9,
  state: "done",
  at: "2026-03-15 10:00",
  by: "operator",
  note: "",
  deeds: [{ verb: "subscribe", said: "plan: starter", done: true, refused: null }],
  expectations: [],
};
const FAILED: Step = {
  ...STEP,
  number: 2,
  line: 10,
  state: "failed",
  deeds: [],
  expectations: [
    {
      about: "invoice 1, line 1",
      line: 12,
      holds: false,
      findings: [
        { name: "amount", wanted: "18.00", got: "17.00", holds: false },
        { name: "tax", wanted: "3.23", got: "3.23", holds: true },
      ],
      explanation: ["17 rounded half_up to 17.00"],
    },
  ],
};
const REPORT: Report = {
  outcome: "failed",
  title: "A stub",
  currency: "EUR",
  zone: "Europe/Berlin",
  milliseconds: 1_377,
  compared: 2,
  mistakes: [{ line: 12, step: 2, detail: "at 2026-03-15 12:00 it is not as expected" }],
  steps: [STEP, FAILED, { ...STEP, number: 3, state: "not_reached", at: null }],
  invoices: [
    {
      number: "TL-2026-000001",
      state: "issued",
      issued_on: "2026-03-15",
      due_on: "2026-03-29",
      paid_at: null,
      subtotal: "17.00",
      tax: "3.23",
      total: "20.23",
      paid: "0.00",
      credited: "0.00",
      due: "20.23",
      lines: [
        {
          description: "Service, Starter: Fee",
          component: "fee",
          quantity: "1",
          unit: "month",
          unit_amount: "31",
          amount: "17.00",
          tax: "3.23",
          period: "2026-03-15 to 2026-03-31",
          corrects: null,
        },
      ],
    },
  ],
};

function shown(report: Report, older = false): HTMLElement {
  const host = document.createElement("div");
  host.innerHTML = renderToStaticMarkup(
    <LocaleProvider value={{ locale: "en-GB", zone: "Europe/Berlin" }}>
      <TooltipProvider>
        <ScenarioReport report={report} older={older} onLine={() => undefined} />
      </TooltipProvider>
    </LocaleProvider>,
  );
  return host;
}

describe("the report of a scenario", () => {
  it("says of each step whether it was done, came out otherwise or was not reached", () => {
    const steps = [...shown(REPORT).querySelectorAll("ol > li")].map((one) => one.textContent);
    expect(steps).toHaveLength(3);
    expect(steps[0]).toContain("Done");
    expect(steps[0]).toContain("subscribe plan: starter");
    expect(steps[1]).toContain("Came out otherwise");
    expect(steps[2]).toContain("Not reached");
  });

  it("puts what was wanted beside what was got, and why", () => {
    const table = shown(REPORT).querySelector("ol table");
    const rows = [...(table?.querySelectorAll("tbody tr") ?? [])];
    const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent));
    expect(cells).toEqual([
      ["amount", "18.00", "17.00 Otherwise"],
      ["tax", "3.23", "3.23 As expected"],
    ]);
    expect(shown(REPORT).textContent).toContain("17 rounded half_up to 17.00");
  });

  it("shows the invoices with their lines and sums", () => {
    const invoice = shown(REPORT).querySelector("section[aria-label='TL-2026-000001']");
    expect(invoice?.querySelector("[data-amount='17.00']")).not.toBeNull();
    expect(invoice?.querySelector("dl")?.textContent).toContain("€20.23");
  });

  it("of a text that cannot be played only says what to do, with the line", () => {
    const unread = { ...REPORT, outcome: "unreadable" as const, title: "", steps: [], invoices: [] };
    const host = shown(unread);
    expect(host.textContent).toContain("Cannot be played");
    expect(host.querySelector("button")?.getAttribute("aria-label")).toBe("Go to line 12");
    expect(host.querySelector("ol")).toBeNull();
  });

  it("says when the text was changed since", () => {
    expect(shown(REPORT, true).textContent).toContain("changed since");
    expect(shown(REPORT).textContent).not.toContain("changed since");
  });
});
