import { endingOf, readFrame, type ClientFrame } from "./protocol";
import { receive, START, subscribeFrame, type Effect, type Positions } from "./reducer";

export type LiveState = "connecting" | "live" | "waiting" | "ended";
type Listeners = {
  onState: (state: LiveState) => void;
  onEffect: (effect: Exclude<Effect, { do: "send" }>) => void;
  onSignedOut: () => void;
};
type Ticket = () => Promise<string>;

const SILENCE_MILLISECONDS_MAX = 60_000;
const WAIT_MILLISECONDS_MAX = 30_000;

/** ONE socket per console. It owns the connection and the positions; what a fact means is decided elsewhere. */
export class LiveSocket {
  private socket: WebSocket | null = null;
  private positions: Positions = {};
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;
  private readonly ticket: Ticket;
  private readonly listeners: Listeners;

  constructor(ticket: Ticket, listeners: Listeners) {
    this.ticket = ticket;
    this.listeners = listeners;
  }

  start(): void {
    this.stopped = false;
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.socket?.close(1000);
    this.socket = null;
  }

  /** The streams wanted from now on; positions of streams that stay are kept. */
  follow(streams: readonly string[]): void {
    for (const stream of Object.keys(this.positions)) if (!streams.includes(stream)) this.leave(stream);
    for (const stream of streams) if (!this.positions[stream]) this.join(stream);
  }

  /** Called when the browser says the network is back: no need to sit out the wait. */
  hurry(): void {
    if (this.stopped || this.socket) return;
    clearTimeout(this.timer);
    this.attempt = 0;
    void this.connect();
  }

  private join(stream: string): void {
    this.positions = { ...this.positions, [stream]: START };
    this.send(subscribeFrame(stream));
  }

  private leave(stream: string): void {
    const { [stream]: _left, ...rest } = this.positions;
    this.positions = rest;
    this.send({ type: "unsubscribe", stream });
  }

  private async connect(): Promise<void> {
    this.listeners.onState("connecting");
    try {
      const ticket = await this.ticket();
      if (!this.stopped) this.open(ticket);
    } catch {
      this.later();
    }
  }

  private open(ticket: string): void {
    const url = new URL(`/ws?ticket=${encodeURIComponent(ticket)}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener("open", () => this.opened());
    socket.addEventListener("message", (event) => this.heard(event.data));
    socket.addEventListener("close", (event) => this.closed(socket, event.code));
  }

  private opened(): void {
    this.listeners.onState("live");
    for (const [stream, position] of Object.entries(this.positions)) this.send(subscribeFrame(stream, position));
    this.watch();
  }

  private heard(data: unknown): void {
    this.watch();
    const frame = readFrame(data);
    if (!frame) return;
    // Only a word from the server proves that the line works: it also opens lines to those it then sends away.
    this.attempt = 0;
    const outcome = receive(this.positions, frame);
    this.positions = outcome.positions;
    for (const effect of outcome.effects) {
      if (effect.do === "send") this.send(effect.frame);
      else this.listeners.onEffect(effect);
    }
  }

  private closed(socket: WebSocket, code: number): void {
    if (this.socket !== socket) return;
    this.socket = null;
    clearTimeout(this.watchdog);
    if (this.stopped) return;
    const ending = endingOf(code);
    if (ending === "reconnect") return this.later();
    this.listeners.onState("ended");
    if (ending === "sign_in") this.listeners.onSignedOut();
  }

  /** Doubling waits with jitter: a restarted server must not meet all consoles in the same second. */
  private later(): void {
    if (this.stopped) return;
    this.listeners.onState("waiting");
    const wait = Math.min(WAIT_MILLISECONDS_MAX, 500 * 2 ** this.attempt++);
    this.timer = setTimeout(() => void this.connect(), wait * (0.5 + Math.random() / 2));
  }

  /** The server pings each 20 s; three missed pings mean a dead line the browser has not noticed. */
  private watch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.socket?.close(), SILENCE_MILLISECONDS_MAX);
  }

  private send(frame: ClientFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}
