import { describe, expect, it } from "vitest";
import { subjectsGone } from "./gone";

describe("what is told of a draft", () => {
  it("leads nowhere once the draft was withdrawn, also what was told before", () => {
    const gone = subjectsGone([
      { kind: "invoice.draft_withdrawn", subject: "inv_1" },
      { kind: "invoice.drafted", subject: "inv_1" },
      { kind: "invoice.drafted", subject: "inv_2" },
    ]);
    expect(gone.has("inv_1")).toBe(true);
    expect(gone.has("inv_2")).toBe(false);
  });
});
