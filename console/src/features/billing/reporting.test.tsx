import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { m } from "@/app/messages";
import { LocaleProvider } from "@/ui/locale";
import { ReportedCard } from "./reporting";

const EUR = (amount: string) => ({ amount, currency: "EUR" });
const TOLD = {
  currency: "EUR",
  net: EUR("27.20"),
  tax: EUR("5.17"),
  total: EUR("32.37"),
  rate: "0.85",
  base: "USD",
  source_rate: "1",
  target_rate: "0.85",
  source: "ecb" as const,
  sheet_id: null,
  as_of: "2026-02-27T15:00:00Z",
  stale: false,
  held: false,
};

const shown = (one: typeof TOLD) =>
  renderToStaticMarkup(
    <LocaleProvider value={{ locale: "en-GB", zone: "Asia/Tokyo" }}>
      <ReportedCard one={one} of="USD" source="European Central Bank" />
    </LocaleProvider>,
  );

describe("an invoice in another currency", () => {
  it("says what it came to in its issuer's own, at which rate, by whose word and of when", () => {
    for (const said of ["27.20", "5.17", "32.37", "1 USD = 0.85 EUR", "European Central Bank", "27 Feb 2026"]) {
      expect(shown(TOLD)).toContain(said);
    }
    expect(shown(TOLD)).not.toContain(m.invoices.reporting.old);
  });

  it("says that its rate was an old one", () => {
    expect(shown({ ...TOLD, stale: true })).toContain(m.invoices.reporting.old);
    expect(shown({ ...TOLD, held: true })).toContain(m.invoices.reporting.old);
  });
});
