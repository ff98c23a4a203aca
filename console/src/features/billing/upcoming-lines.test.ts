import { describe, expect, it } from "vitest";
import { keyed } from "./upcoming-lines";

const line = (price_id: string | null, description: string) => ({
  subscription_id: price_id && "sub_1",
  price_id,
  description,
  corrects_line_id: null,
  period: { start: "2026-11-01T00:00:00Z" },
});
const keys = (lines: ReturnType<typeof line>[]) => keyed(lines).map(({ key }) => key);

describe("the key of an upcoming line", () => {
  it("is its own, even of two equal one-off lines", () => {
    const found = keys([line("pri_1", "Fee"), line(null, "Training"), line(null, "Training"), line(null, "Discount")]);
    expect(new Set(found).size).toBe(4);
  });

  it("stays when a line comes before it", () => {
    const [fee, training] = [line("pri_1", "Fee"), line(null, "Training")];
    expect(keys([line(null, "Setup"), fee, training])).toEqual(expect.arrayContaining(keys([fee, training])));
  });

  it("of a rated line does not hang on its words, which change with the usage", () => {
    expect(keys([line("pri_1", "Calls, 3")])).toEqual(keys([line("pri_1", "Calls, 4")]));
  });
});
