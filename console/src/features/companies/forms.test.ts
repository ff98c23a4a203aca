import { describe, expect, it } from "vitest";
import { clockFrom, cycleDayFrom, profileFrom } from "./forms";

function told(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

describe("the company form", () => {
  it("begins a test company's clock with a day where the company is", () => {
    const fields = { test_company: "on", clock_day: "2026-07-01", zone: "Europe/Berlin" };
    expect(clockFrom(told(fields))).toEqual({ now: "2026-06-30T22:00:00.000Z" });
  });

  it("leaves an unknown zone to the server, which says so at the zone", () => {
    const fields = { test_company: "on", clock_day: "2026-07-01", zone: "Europe/Nowhere" };
    expect(clockFrom(told(fields))).toEqual({ now: "2026-07-01T00:00:00Z" });
  });

  it("makes a real company without the tick, whatever day stands there", () => {
    expect(clockFrom(told({ clock_day: "2026-07-01", zone: "UTC" }))).toBeNull();
  });

  it("reads an address by its commas, and tax by code", () => {
    const form = told({ address: "Am Hafen 1 , 2. Stock,", country: "de", tax_code: "books", tax_code_rate: "0.07" });
    const profile = profileFrom(form);
    expect(profile.address_lines).toEqual(["Am Hafen 1", "2. Stock"]);
    expect(profile.country).toBe("DE");
    expect(profile.tax_rates).toEqual({ books: "0.07" });
    expect(profile.tax_inclusive).toBe(false);
  });

  it("takes no billing day as each subscription's own", () => {
    expect(cycleDayFrom(told({ billing_cycle_day: "" }))).toBeNull();
    expect(cycleDayFrom(told({ billing_cycle_day: "31" }))).toBe(31);
  });
});
