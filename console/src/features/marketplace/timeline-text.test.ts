import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "@/api/types";
import { sides, toneOf } from "./timeline-text";

function entry(kind: TimelineEntry["kind"], at: string, planned = false): TimelineEntry {
  const nothing = { plan: null, quantity: null, amount: null, full_amount: null, factor: null };
  return {
    at,
    day: at.slice(0, 10),
    kind,
    planned,
    title: kind,
    words: "",
    invoice_id: null,
    invoice_number: null,
    ...nothing,
  };
}

describe("the timeline", () => {
  it("shows what has been with the newest first, and what comes with the next first", () => {
    const entries = [
      entry("started", "2026-03-01T00:00:00Z"),
      entry("invoice", "2026-03-02T00:00:00Z"),
      entry("paused", "2026-04-01T00:00:00Z", true),
      entry("unpaused", "2026-05-01T00:00:00Z", true),
    ];
    const { planned, past } = sides(entries);
    expect(planned.map((one) => one.kind)).toEqual(["paused", "unpaused"]);
    expect(past.map((one) => one.kind)).toEqual(["invoice", "started"]);
    expect(entries[0]?.kind).toBe("started");
  });

  it("marks a pause as something to notice and an end as an end", () => {
    expect([toneOf("paused"), toneOf("ended"), toneOf("renewal")]).toEqual(["warn", "bad", "neutral"]);
  });
});
