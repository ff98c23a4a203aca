import { describe, expect, it } from "vitest";
import type { Fact } from "@/api/types";
import { endingOf, readFrame } from "./protocol";
import { changesSession, staleAfter, withFact } from "./meaning";

const fact = (id: string): Fact => ({
  stream: "platform",
  seq: 1,
  epoch: "e",
  id,
  kind: "invoice.paid",
  version: 1,
  company_id: null,
  actor: { kind: "system", id: "system", name: "billing" },
  subject: "inv_1",
  payload: {},
  at: "2026-11-22T18:00:00Z",
  request_id: "req_1",
});

describe("a fact", () => {
  it("makes exactly the screens stale that show its kind", () => {
    expect(staleAfter({ kind: "usage.recorded" })).toEqual(["calls", "usage", "overview"]);
    expect(staleAfter({ kind: "invoice.paid" })).toContain("invoices");
    expect(staleAfter({ kind: "payment_arrangement.charged" })).toContain("arrangements");
    expect(staleAfter({ kind: "payment.attempt_failed" })).toContain("dunning");
    const billed = ["invoice.drafted", "invoice.draft_withdrawn", "invoice.threshold_reached", "billing.terms_changed"];
    for (const kind of [...billed, "invoice_item.added", "invoice_item.deleted"]) {
      expect(staleAfter({ kind })).toContain("invoices");
    }
    expect(staleAfter({ kind: "something.new" })).toEqual([]);
  });

  it("about roles makes the session stale", () => {
    expect(changesSession({ kind: "user.roles_changed" })).toBe(true);
    expect(changesSession({ kind: "user.signed_in" })).toBe(false);
  });

  it("stands in the feed once, newest first, bounded", () => {
    const feed = [fact("b"), fact("a")];
    expect(withFact(feed, fact("c"), 2).map((one) => one.id)).toEqual(["c", "b"]);
    expect(withFact(feed, fact("a"), 5).map((one) => one.id)).toEqual(["b", "a"]);
  });
});

describe("frames", () => {
  it("of an unknown kind or broken are ignored", () => {
    expect(readFrame('{"type":"hologram"}')).toBeNull();
    expect(readFrame("{")).toBeNull();
    expect(readFrame(new ArrayBuffer(1))).toBeNull();
    expect(readFrame('{"type":"ping","tops":{}}')).toEqual({ type: "ping", tops: {} });
  });
});

describe("close codes", () => {
  it("come in two ranges", () => {
    expect([1006, 4000, 4001, 4002].map(endingOf)).toEqual(["reconnect", "reconnect", "reconnect", "reconnect"]);
    expect(endingOf(4101)).toBe("sign_in");
    expect(endingOf(4102)).toBe("final");
  });
});
