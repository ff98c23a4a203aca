import type { Fact } from "@/api/types";

/** The frames of `/ws`, both directions. Every fact of a stream has the next whole number as `seq`; a hidden one arrives as `skip`. */
export type FactFrame = { type: "fact" } & Fact;
export type ServerFrame =
  | FactFrame
  | { type: "skip"; stream: string; seq: number; epoch?: string }
  | { type: "subscribed"; stream: string; epoch: string; seq: number; replayed?: number }
  | { type: "reset"; stream: string; epoch: string; seq: number; reason: string }
  | { type: "ping"; tops: Record<string, number> }
  | { type: "session_changed"; permission_version: number }
  | { type: "error"; stream?: string; code: string; detail?: string };

export type ClientFrame =
  | { type: "subscribe"; stream: string; epoch: string | null; seq: number | null }
  | { type: "unsubscribe"; stream: string }
  | { type: "range"; stream: string; after: number }
  | { type: "pong" };

const TYPES = new Set(["fact", "skip", "subscribed", "reset", "ping", "session_changed", "error"]);

/** A frame this console understands, or null: an older console must survive a newer server. */
export function readFrame(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    return isFrame(frame) ? frame : null;
  } catch {
    return null;
  }
}

function isFrame(value: unknown): value is ServerFrame {
  return typeof value === "object" && value !== null && "type" in value && TYPES.has(String(value.type));
}

export type Ending = "reconnect" | "sign_in" | "final";

/** 4100-4199 are final: asking again would be refused again. Everything else, a lost network included, reconnects. */
export function endingOf(code: number): Ending {
  if (code === 4101) return "sign_in";
  // A ticket lives for seconds: a slow network may spend it. The next attempt brings a new one.
  if (code === 4100) return "reconnect";
  return code > 4100 && code < 4200 ? "final" : "reconnect";
}
