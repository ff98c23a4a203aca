import type { Fact } from "@/api/types";
import type { ClientFrame, ServerFrame } from "./protocol";

/** Where this console stands in one stream: every seq up to `seq` of `epoch` has been applied. */
export type Position = { epoch: string | null; seq: number | null; asked: number | null };
export type Positions = Readonly<Record<string, Position>>;

export type Effect =
  | { do: "apply"; fact: Fact }
  | { do: "refresh"; stream: string; reason: string }
  | { do: "session" }
  | { do: "send"; frame: ClientFrame };

export type Outcome = { positions: Positions; effects: Effect[] };

export const START: Position = { epoch: null, seq: null, asked: null };

export function subscribeFrame(stream: string, position: Position = START): ClientFrame {
  return { type: "subscribe", stream, epoch: position.epoch, seq: position.seq };
}

/** One frame in, the new positions and what to do out. Pure, so that loss, repetition and disorder can be tested. */
export function receive(positions: Positions, frame: ServerFrame): Outcome {
  switch (frame.type) {
    case "fact":
      return advance(positions, frame.stream, frame.epoch, frame.seq, [{ do: "apply", fact: frame }]);
    case "skip":
      return advance(positions, frame.stream, frame.epoch, frame.seq, []);
    case "reset":
      return reset(positions, frame);
    case "subscribed":
      return subscribed(positions, frame);
    case "ping":
      return ping(positions, frame.tops);
    case "session_changed":
      return { positions, effects: [{ do: "session" }] };
    case "error":
      return { positions, effects: [] };
  }
}

/** Exactly the next seq moves the position; a repeated one is ignored; a later one means something is missing. */
function advance(all: Positions, stream: string, epoch: string | undefined, seq: number, effects: Effect[]): Outcome {
  const position = all[stream];
  if (!position) return { positions: all, effects: [] };
  if (epoch !== undefined && position.epoch !== null && epoch !== position.epoch) return anotherEpoch(all, stream);
  if (position.seq === null) return { positions: all, effects: [] };
  if (seq <= position.seq) return { positions: all, effects: [] };
  if (seq > position.seq + 1) return askFrom(all, stream, position, seq);
  const caughtUp = position.asked !== null && seq >= position.asked ? null : position.asked;
  return { positions: { ...all, [stream]: { ...position, seq, asked: caughtUp } }, effects };
}

/** The server began a new history (a restored backup): our numbers mean nothing in it, so its reset decides. */
function anotherEpoch(all: Positions, stream: string): Outcome {
  return { positions: all, effects: [{ do: "send", frame: subscribeFrame(stream, all[stream]) }] };
}

/** Ask once per gap; the facts that arrived early come again with the range. */
function askFrom(all: Positions, stream: string, position: Position, top: number): Outcome {
  const positions = { ...all, [stream]: { ...position, asked: Math.max(top, position.asked ?? 0) } };
  if (position.asked !== null || position.seq === null) return { positions, effects: [] };
  return { positions, effects: [{ do: "send", frame: { type: "range", stream, after: position.seq } }] };
}

/** Position first, snapshot second: what happens while the snapshot loads is then applied on top of it. */
function reset(all: Positions, frame: { stream: string; epoch: string; seq: number; reason: string }): Outcome {
  if (!all[frame.stream]) return { positions: all, effects: [] };
  const position = { epoch: frame.epoch, seq: frame.seq, asked: null };
  return {
    positions: { ...all, [frame.stream]: position },
    effects: [{ do: "refresh", stream: frame.stream, reason: frame.reason }],
  };
}

function subscribed(all: Positions, frame: { stream: string; epoch: string; seq: number }): Outcome {
  const position = all[frame.stream];
  if (!position) return { positions: all, effects: [] };
  if (position.seq === null || position.epoch !== frame.epoch) return reset(all, { ...frame, reason: "first" });
  if (position.seq >= frame.seq)
    return { positions: { ...all, [frame.stream]: { ...position, asked: null } }, effects: [] };
  return askFrom(all, frame.stream, { ...position, asked: null }, frame.seq);
}

/** The ping carries the top of each stream: silence after a lost message ends here at the latest. */
function ping(all: Positions, tops: Record<string, number>): Outcome {
  let outcome: Outcome = { positions: all, effects: [{ do: "send", frame: { type: "pong" } }] };
  for (const [stream, top] of Object.entries(tops)) {
    const position = outcome.positions[stream];
    if (!position || position.seq === null || position.seq >= top) continue;
    // A question from before this ping was lost or refused: ask again.
    const asked = askFrom(outcome.positions, stream, { ...position, asked: null }, top);
    outcome = { positions: asked.positions, effects: [...outcome.effects, ...asked.effects] };
  }
  return outcome;
}
