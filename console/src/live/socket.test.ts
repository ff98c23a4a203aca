// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket, type LiveState } from "./socket";

/** A socket whose other end is this test. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  readonly sent: unknown[] = [];
  readonly url: string;

  constructor(url: URL | string) {
    super();
    this.url = String(url);
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close(code = 1006) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
  open() {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }
  say(frame: object) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }
}

const STREAM = "company:com_1";
const last = () => FakeSocket.all.at(-1) as FakeSocket;

function started() {
  const states: LiveState[] = [];
  const effects: string[] = [];
  const signedOut = vi.fn();
  let tickets = 0;
  const socket = new LiveSocket(async () => `ticket-${++tickets}`, {
    onState: (state) => states.push(state),
    onEffect: (effect) => effects.push(effect.do),
    onSignedOut: signedOut,
  });
  socket.follow([STREAM]);
  socket.start();
  return { socket, states, effects, signedOut };
}

beforeEach(() => {
  FakeSocket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the live socket", () => {
  it("opens with a one-use ticket and asks from the beginning", async () => {
    started();
    await vi.advanceTimersByTimeAsync(0);
    expect(last().url).toContain("/ws?ticket=ticket-1");
    last().open();
    expect(last().sent).toEqual([{ type: "subscribe", stream: STREAM, epoch: null, seq: null }]);
  });

  it("comes back after a loss with a new ticket and resumes from its position", async () => {
    const { effects, states } = started();
    await vi.advanceTimersByTimeAsync(0);
    last().open();
    last().say({ type: "reset", stream: STREAM, epoch: "e1", seq: 7, reason: "first" });
    last().say({ type: "skip", stream: STREAM, epoch: "e1", seq: 8 });
    last().close(4000);
    expect(states.at(-1)).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1000);
    last().open();
    expect(last().url).toContain("ticket-2");
    expect(last().sent).toEqual([{ type: "subscribe", stream: STREAM, epoch: "e1", seq: 8 }]);
    expect(effects).toEqual(["refresh"]);
  });

  it("waits longer each time it is refused, and does not come back when that is final", async () => {
    const { states, signedOut } = started();
    await vi.advanceTimersByTimeAsync(0);
    for (const wait of [500, 1000, 2000]) {
      const opened = FakeSocket.all.length;
      last().open();
      last().close(4100);
      await vi.advanceTimersByTimeAsync(wait / 2 - 1);
      expect(FakeSocket.all.length).toBe(opened);
      await vi.advanceTimersByTimeAsync(wait);
      expect(FakeSocket.all.length).toBe(opened + 1);
    }
    last().close(4102);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states.at(-1)).toBe("ended");
    expect(signedOut).not.toHaveBeenCalled();
  });

  it("says when the session has ended", async () => {
    const { signedOut } = started();
    await vi.advanceTimersByTimeAsync(0);
    last().close(4101);
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it("gives up a line that has gone silent", async () => {
    const { states } = started();
    await vi.advanceTimersByTimeAsync(0);
    last().open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states).toContain("waiting");
  });

  it("answers pings and follows other streams on the same line", async () => {
    const { socket } = started();
    await vi.advanceTimersByTimeAsync(0);
    last().open();
    last().say({ type: "ping", tops: {} });
    socket.follow(["platform"]);
    expect(last().sent.slice(1)).toEqual([
      { type: "pong" },
      { type: "unsubscribe", stream: STREAM },
      { type: "subscribe", stream: "platform", epoch: null, seq: null },
    ]);
    expect(FakeSocket.all.length).toBe(1);
  });
});
