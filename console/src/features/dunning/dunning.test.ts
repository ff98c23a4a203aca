import { describe, expect, it } from "vitest";
import { changed, policyBody, policyDraftOf, withStep } from "./policy-draft";
import { sumsOf } from "./standing";

const POLICY = {
  company_id: null,
  version: 0,
  changed_at: null,
  retry_days: [1, 3],
  retry_time: "fixed",
  retry_hour: 8,
  rotation: true,
  thresholds: [{ currency: "EUR", amount: "20.00" }],
  notice_hour: 9,
  steps: [{ after_days: 3, message: "reminder", action: "none" }],
} as const;

/** A policy as an answer brings it: its lists are its own. */
const policy = () => structuredClone(POLICY) as unknown as Parameters<typeof policyDraftOf>[0];

describe("a policy in a form", () => {
  it("that nobody touched is sent as it was read", () => {
    const { company_id, version, changed_at, ...rest } = policy();
    expect([company_id, version, changed_at]).toEqual([null, 0, null]);
    expect(policyBody(policyDraftOf(policy()))).toEqual(rest);
  });

  it("has its retry days however they are separated, and none at all", () => {
    const draft = policyDraftOf(policy());
    expect(policyBody({ ...draft, retry_days: "1 4;9,  12" }).retry_days).toEqual([1, 4, 9, 12]);
    expect(policyBody({ ...draft, retry_days: " " }).retry_days).toEqual([]);
  });

  it("has an hour with the fixed time alone", () => {
    const draft = policyDraftOf(policy());
    expect(policyBody({ ...draft, retry_time: "last_success" }).retry_hour).toBeNull();
    expect(policyBody(draft).retry_hour).toBe(8);
  });

  it("gets rows with keys of their own", () => {
    const steps = withStep(policyDraftOf(policy()).steps, "warning");
    expect(steps[1]).toEqual({ key: 1, after_days: "10", message: "warning", action: "none" });
    expect(withStep([], "reminder")[0]?.after_days).toBe("3");
    expect(changed(steps, 1, { action: "limit" }).map((step) => step.action)).toEqual(["none", "limit"]);
  });
});

const due = (amount: string, currency: string) => ({ amount, currency });

it("cases that go on are summed by state and currency", () => {
  const sums = sumsOf([
    { state: "overdue", due: due("10.10", "EUR") },
    { state: "overdue", due: due("0.20", "EUR") },
    { state: "overdue", due: due("5", "BRL") },
    { state: "suspended", due: due("1", "EUR") },
    { state: "stopped", due: due("99", "EUR") },
  ]);
  expect(sums[0]).toEqual({ state: "overdue", count: 3, due: [due("5", "BRL"), due("10.30", "EUR")] });
  expect(sums.map((sum) => sum.count)).toEqual([3, 0, 1, 0]);
});
