import { describe, expect, it } from "vitest";
import type { Fact } from "@/api/types";
import type { ServerFrame } from "./protocol";
import { receive, START, subscribeFrame, type Effect, type Positions } from "./reducer";

const STREAM = "company:com_1";

function fact(seq: number, epoch = "e1"): ServerFrame {
  const body: Fact = {
    stream: STREAM,
    seq,
    epoch,
    id: `fct_${seq}`,
    kind: "invoice.issued",
    version: 1,
    company_id: "com_1",
    actor: { kind: "system", id: "system", name: "billing" },
    subject: "inv_1",
    payload: {},
    at: "2026-11-22T18:00:00Z",
    request_id: "req_1",
  };
  return { type: "fact", ...body };
}

function play(positions: Positions, ...frames: ServerFrame[]) {
  const effects: Effect[] = [];
  let now = positions;
  for (const frame of frames) {
    const outcome = receive(now, frame);
    now = outcome.positions;
    effects.push(...outcome.effects);
  }
  const applied = effects.flatMap((effect) => (effect.do === "apply" ? [effect.fact.seq] : []));
  const sent = effects.flatMap((effect) => (effect.do === "send" ? [effect.frame] : []));
  const refreshed = effects.flatMap((effect) => (effect.do === "refresh" ? [effect.reason] : []));
  return { positions: now, applied, sent, refreshed };
}

const at = (seq: number): Positions => ({ [STREAM]: { epoch: "e1", seq, asked: null } });

describe("facts", () => {
  it("apply in order and move the position", () => {
    const { applied, positions } = play(at(4), fact(5), fact(6));
    expect(applied).toEqual([5, 6]);
    expect(positions[STREAM]?.seq).toBe(6);
  });

  it("apply once, however often they arrive", () => {
    const { applied, positions } = play(at(4), fact(5), fact(5), fact(3), fact(5));
    expect(applied).toEqual([5]);
    expect(positions[STREAM]?.seq).toBe(5);
  });

  it("that may not be heard still count", () => {
    const { applied, positions } = play(at(4), { type: "skip", stream: STREAM, seq: 5 }, fact(6));
    expect(applied).toEqual([6]);
    expect(positions[STREAM]?.seq).toBe(6);
  });

  it("of a stream nobody asked for are ignored", () => {
    expect(play({}, fact(1)).applied).toEqual([]);
  });
});

describe("a gap", () => {
  it("is asked for once and filled in order", () => {
    const { applied, sent } = play(at(4), fact(7), fact(8), fact(5), fact(6), fact(7), fact(8));
    expect(sent).toEqual([{ type: "range", stream: STREAM, after: 4 }]);
    expect(applied).toEqual([5, 6, 7, 8]);
  });

  it("shown by a ping is asked for, also a second time", () => {
    const ping: ServerFrame = { type: "ping", tops: { [STREAM]: 9 } };
    const { sent, applied } = play(at(4), ping, ping);
    const range = { type: "range", stream: STREAM, after: 4 };
    expect(sent).toEqual([{ type: "pong" }, range, { type: "pong" }, range]);
    expect(applied).toEqual([]);
  });

  it("is not seen by a ping at the same position", () => {
    expect(play(at(4), { type: "ping", tops: { [STREAM]: 4 } }).sent).toEqual([{ type: "pong" }]);
  });
});

describe("a reset", () => {
  it("sets the position, then asks for a snapshot, then applies from there", () => {
    const reset: ServerFrame = { type: "reset", stream: STREAM, epoch: "e2", seq: 40, reason: "unknown_epoch" };
    const { refreshed, applied, positions } = play(at(4), reset, fact(40, "e2"), fact(41, "e2"));
    expect(refreshed).toEqual(["unknown_epoch"]);
    expect(applied).toEqual([41]);
    expect(positions[STREAM]).toEqual({ epoch: "e2", seq: 41, asked: null });
  });

  it("is provoked by a fact of another epoch, which is not applied", () => {
    const { applied, sent } = play(at(4), fact(5, "e2"));
    expect(applied).toEqual([]);
    expect(sent).toEqual([{ type: "subscribe", stream: STREAM, epoch: "e1", seq: 4 }]);
  });
});

describe("a subscription", () => {
  it("starts without a position and refreshes once", () => {
    expect(subscribeFrame(STREAM)).toEqual({ type: "subscribe", stream: STREAM, epoch: null, seq: null });
    const first: ServerFrame = { type: "subscribed", stream: STREAM, epoch: "e1", seq: 12, replayed: 0 };
    const { refreshed, positions } = play({ [STREAM]: START }, first);
    expect(refreshed).toEqual(["first"]);
    expect(positions[STREAM]?.seq).toBe(12);
  });

  it("resumes without a refresh when the replay was complete", () => {
    const done: ServerFrame = { type: "subscribed", stream: STREAM, epoch: "e1", seq: 6, replayed: 2 };
    const { refreshed, applied, sent } = play(at(4), fact(5), fact(6), done);
    expect([refreshed, applied, sent]).toEqual([[], [5, 6], []]);
  });

  it("asks for the range when the replay fell short", () => {
    const done: ServerFrame = { type: "subscribed", stream: STREAM, epoch: "e1", seq: 9, replayed: 1 };
    expect(play(at(4), fact(5), done).sent).toEqual([{ type: "range", stream: STREAM, after: 5 }]);
  });
});
