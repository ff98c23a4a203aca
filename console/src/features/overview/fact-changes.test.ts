import { expect, it } from "vitest";
import { changesOf } from "./fact-changes";
import { factText } from "./fact-text";

it("a decision is told with what was before and what is after", () => {
  const payload = { before: { rotation: false, retry_days: [1, 3] }, after: { rotation: true, retry_days: [2] } };
  expect(changesOf({ payload })).toBe("retry days: [1,3] → [2] · rotation: false → true");
  expect(factText({ kind: "dunning.policy_changed", payload }, "en")).toBe(
    "Dunning policy changed: retry days: [1,3] → [2] · rotation: false → true",
  );
});

it("what was not there before is a dash, and long texts are cut", () => {
  expect(changesOf({ payload: { before: {}, after: { body: "x".repeat(100) } } })).toBe(`body: – → ${"x".repeat(60)}…`);
  expect(changesOf({ payload: { before: { until: null }, after: { until: "2026-04-01" } } })).toBe(
    "until: – → 2026-04-01",
  );
});

it("other facts have no changes", () => {
  expect(changesOf({ payload: { amount: "1" } })).toBe("");
  expect(changesOf({ payload: { before: "x", after: ["y"] } })).toBe("");
});
