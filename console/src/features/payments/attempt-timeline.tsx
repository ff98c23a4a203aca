import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Attempt, Payment } from "@/api/types";
import { m } from "@/app/messages";
import { StatePill } from "@/ui/badge";
import { Time } from "@/ui/time";

const DOTS: Record<Attempt["state"], string> = {
  started: "bg-info",
  succeeded: "bg-good",
  declined: "bg-bad",
  error: "bg-bad",
  unknown: "bg-warn",
};

/** What was tried, when and what the provider said; then what happens next. */
export function AttemptTimeline({ payment }: { payment: Payment }) {
  if (payment.attempts.length === 0) return <p className="text-ink-2 text-sm">{m.payments.no_attempts}</p>;
  return (
    <ol className="flex flex-col">
      {payment.attempts.map((attempt) => (
        <Entry key={attempt.id} dot={DOTS[attempt.state]}>
          <div className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-medium">{m.payments.attempt(attempt.number)}</span>
            <StatePill state={attempt.state} />
            <span className="text-ink-3 ml-auto">
              <Time at={attempt.finished_at ?? attempt.started_at} />
            </span>
          </div>
          <Reason attempt={attempt} />
        </Entry>
      ))}
      {payment.next_attempt_at ? (
        <Entry dot="bg-neutral-soft border border-line-strong">
          <p className="text-ink-2 text-sm">
            {m.payments.next_attempt} <Time at={payment.next_attempt_at} named />
          </p>
        </Entry>
      ) : null}
    </ol>
  );
}

function Entry({ dot, children }: { dot: string; children: ReactNode }) {
  return (
    <li className="group relative flex gap-3 pb-5 last:pb-0">
      <span aria-hidden className="bg-line absolute top-4 -bottom-1 left-1 w-px group-last:hidden" />
      <span aria-hidden className={clsx("z-10 mt-1.5 size-2.5 shrink-0 rounded-full", dot)} />
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}

function Reason({ attempt }: { attempt: Attempt }) {
  if (!attempt.decline_code && !attempt.message) return null;
  return (
    <p className="text-ink-2 mt-0.5 text-sm">
      {attempt.message}
      {attempt.decline_code ? <code className="text-ink-3 ml-1.5 text-xs">{attempt.decline_code}</code> : null}
      {attempt.decline_kind ? (
        <span className="text-ink-3 ml-1.5 text-xs">{m.payments.decline_kinds[attempt.decline_kind]}</span>
      ) : null}
    </p>
  );
}
