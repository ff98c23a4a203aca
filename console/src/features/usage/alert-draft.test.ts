import { describe, expect, it } from "vitest";
import { alertBody, hasPercent, newAlert, withThreshold, type AlertDraft } from "./alert-draft";

const DRAFT: AlertDraft = { ...newAlert("calls"), name: " Calls of the month ", limit: "1000" };
const TOLD = { name: "Calls of the month", meter: "calls", measure: "quantity" };

describe("a new usage alert", () => {
  it("tells percentages with what they are of", () => {
    expect(alertBody(DRAFT)).toEqual({
      ...TOLD,
      kind: "threshold",
      thresholds: [{ percent: "80" }],
      percent_of: "limit",
      limit: "1000",
    });
  });

  it("leaves the limit out where percentages are of the included units", () => {
    const body = alertBody({ ...DRAFT, percent_of: "included" });
    expect(body).toMatchObject({ percent_of: "included" });
    expect(body).not.toHaveProperty("limit");
  });

  it("has no included units of anything but a quantity", () => {
    const body = alertBody({ ...DRAFT, percent_of: "included", measure: "billed_seconds" });
    expect(body).toMatchObject({ percent_of: "limit", limit: "1000", measure: "billed_seconds" });
  });

  it("needs no limit for values", () => {
    const thresholds = [{ key: 0, amount: "2500", unit: "value" as const }];
    expect(hasPercent({ thresholds })).toBe(false);
    expect(alertBody({ ...DRAFT, thresholds })).toEqual({
      ...TOLD,
      kind: "threshold",
      thresholds: [{ value: "2500" }],
    });
  });

  it("of a spike tells nothing of thresholds", () => {
    expect(alertBody({ ...DRAFT, kind: "spike", minimum: "50" })).toEqual({
      ...TOLD,
      kind: "spike",
      spike: { factor: "3", minimum: "50", days: 14 },
    });
  });

  it("gets a further threshold in the unit of the last one", () => {
    const rows = withThreshold([{ key: 4, amount: "10", unit: "value" }]);
    expect(rows[1]).toEqual({ key: 5, amount: "", unit: "value" });
  });
});
