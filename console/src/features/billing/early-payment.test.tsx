import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { LocaleProvider } from "@/ui/locale";
import { offerAt } from "./early-offer";
import { OfferText } from "./early-payment";

const EUR = (amount: string) => ({ amount, currency: "EUR" });
const OFFER = { until: "2027-03-13T04:59:59Z", amount: EUR("95.00"), discount: EUR("5.00") };

describe("what paying early saves", () => {
  it("is offered up to its last second", () => {
    expect(offerAt(OFFER, "2027-03-13T04:59:59Z")).toBe(OFFER);
    expect(offerAt(OFFER, "2027-03-13T05:00:00Z")).toBeNull();
    expect(offerAt(OFFER, Date.parse("2027-03-01T00:00:00Z"))).toBe(OFFER);
    expect(offerAt(null, "2027-03-01T00:00:00Z")).toBeNull();
  });

  it("names the last day as the company counts it, not as the reader does", () => {
    const shown = renderToStaticMarkup(
      <LocaleProvider value={{ locale: "en-GB", zone: "Europe/Berlin" }}>
        <OfferText offer={OFFER} payable={EUR("100.00")} zone="America/New_York" />
      </LocaleProvider>,
    );
    expect(shown).toContain("Pay until 12 Mar 2027: €95.00 instead of €100.00.");
  });
});
