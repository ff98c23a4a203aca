import { clsx } from "clsx";
import { m } from "@/app/messages";

export type Tone = "neutral" | "good" | "warn" | "bad" | "info" | "accent";

const TONES: Record<Tone, string> = {
  neutral: "bg-neutral-soft text-ink-2",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  info: "bg-info-soft text-info",
  accent: "bg-accent-soft text-accent-text",
};

export function Badge({ tone = "neutral", children }: { tone?: Tone; children: string }) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 items-center rounded-[5px] px-1.5 text-xs font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

const STATE_TONES: Record<string, Tone> = {
  active: "good",
  answered: "good",
  paid: "good",
  succeeded: "good",
  issued: "info",
  open: "info",
  pending: "info",
  started: "info",
  queued: "info",
  running: "accent",
  dead: "bad",
  past_due: "bad",
  failed: "bad",
  declined: "bad",
  error: "bad",
  suspended: "bad",
  limited: "warn",
  overdue: "warn",
  unknown: "warn",
  requires_action: "warn",
  authorised: "info",
  starting: "info",
  awaiting_approval: "warn",
  ended: "good",
  uncollectible: "warn",
  busy: "warn",
  completed: "good",
  covered: "good",
  defaulted: "bad",
  due: "info",
  finished: "good",
  paused: "warn",
  trial: "info",
  done: "good",
  received: "info",
  waiting: "warn",
  delivered: "good",
  withheld: "neutral",
  sent: "good",
  kept: "neutral",
};

/** A state of anything, in its one colour: what is good, waiting, doubtful or wrong looks the same in every room. */
export function StatePill({ state }: { state: string }) {
  const label = (m.states as Record<string, string>)[state] ?? state.replaceAll("_", " ");
  return <Badge tone={STATE_TONES[state] ?? "neutral"}>{label}</Badge>;
}
