import type { TimelineEntry } from "@/api/types";
import type { Tone } from "@/ui/badge";

const TONES: Partial<Record<TimelineEntry["kind"], Tone>> = {
  started: "good",
  trial_started: "info",
  trial_ended: "info",
  paused: "warn",
  unpaused: "good",
  invoice: "accent",
  canceled: "bad",
  ended: "bad",
};

export const toneOf = (kind: TimelineEntry["kind"]): Tone => TONES[kind] ?? "neutral";

/** What is to come in the order in which it comes; what has been with the newest first. */
export function sides(entries: readonly TimelineEntry[]) {
  return {
    planned: entries.filter((entry) => entry.planned),
    past: entries.filter((entry) => !entry.planned).toReversed(),
  };
}
