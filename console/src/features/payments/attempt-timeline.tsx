import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Attempt, Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useIsOperator } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { Isolated } from "@/ui/isolated";
import { Time } from "@/ui/time";
import { declineText, tellable } from "./decline-text";
import { providerName } from "./provider-name";

const DOTS: Record<Attempt["state"], string> = {
  started: "bg-info",
  requires_action: "bg-warn",
  authorised: "bg-info",
  succeeded: "bg-good",
  declined: "bg-bad",
  error: "bg-bad",
  unknown: "bg-warn",
};

/** What was tried, when, where and what came of it; then what happens next. */
export function AttemptTimeline({ payment }: { payment: Payment }) {
  if (payment.attempts.length === 0) return <p className="text-ink-2 text-sm">{m.payments.no_attempts}</p>;
  return (
    <ol className="flex flex-col">
      {payment.attempts.map((attempt) => (
        <Entry key={attempt.id} dot={DOTS[attempt.state]}>
          <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
            <span className="font-medium">{m.payments.attempt(attempt.number)}</span>
            <span className="text-ink-2">{m.payments.at_provider(providerName(payment.provider))}</span>
            <StatePill state={attempt.state} />
            <span className="text-ink-3 sm:ms-auto">
              <Time at={attempt.finished_at ?? attempt.started_at} />
            </span>
          </div>
          <Outcome attempt={attempt} />
        </Entry>
      ))}
      <Next payment={payment} />
    </ol>
  );
}

function Next({ payment }: { payment: Payment }) {
  if (payment.next_attempt_at) {
    return (
      <Entry dot="bg-surface border-2 border-line-strong">
        <p className="text-ink-2 text-sm">
          {m.payments.next_attempt}: <Time at={payment.next_attempt_at} named />
        </p>
      </Entry>
    );
  }
  if (payment.state !== "failed") return null;
  return (
    <Entry dot="bg-neutral-soft">
      <p className="text-ink-2 text-sm">{m.payments.no_next}</p>
    </Entry>
  );
}

function Entry({ dot, children }: { dot: string; children: ReactNode }) {
  return (
    <li className="group relative flex gap-3 pb-5 last:pb-0">
      <span aria-hidden className="bg-line absolute top-4 -bottom-1 start-1 w-px group-last:hidden" />
      <span aria-hidden className={clsx("z-10 mt-1.5 size-2.5 shrink-0 rounded-full", dot)} />
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}

/** In words first; what came with it and the code for whoever looks it up. */
function Outcome({ attempt }: { attempt: Attempt }) {
  const { decline_kind: kind, message } = attempt;
  const code = tellable(attempt.decline_code, useIsOperator());
  return (
    <div className="mt-0.5 text-sm">
      <p className="text-ink-2">
        {code ? <span className="text-ink font-medium">{declineText(code)}. </span> : null}
        {kind ? `${m.payments.decline_kinds[kind]} ` : null}
        {m.payments.attempt_means[attempt.state]}
      </p>
      {message || code ? (
        <p className="text-ink-3 text-xs break-words">
          <Isolated>{message}</Isolated> {code ? <code>{code}</code> : null}
        </p>
      ) : null}
    </div>
  );
}
