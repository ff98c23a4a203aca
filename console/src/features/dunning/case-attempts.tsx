import type { DunningCaseDetails } from "@/api/types";
import { m } from "@/app/messages";
import { useIsOperator } from "@/app/session";
import { declineText, tellable } from "@/features/payments/decline-text";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Time } from "@/ui/time";

const d = m.dunning;
type CaseAttempt = DunningCaseDetails["attempts"][number];
const LISTED_MOST = 100;

/** How often it was tried to collect what the case is about, and when it is tried again. */
export function CaseAttempts({ one }: { one: DunningCaseDetails }) {
  const latest = one.attempts.length < LISTED_MOST ? null : d.latest_attempts;
  return (
    <Card title={d.collected} note={latest}>
      {one.stopped_at ? null : (
        <p className="text-ink-2 mb-3 text-sm">
          {one.next_attempt_at ? (
            <>
              {m.payments.next_attempt}: <Time at={one.next_attempt_at} named />
            </>
          ) : (
            d.no_next_attempt
          )}
        </p>
      )}
      {one.attempts.length === 0 ? (
        <p className="text-ink-2 text-sm">{d.no_attempts}</p>
      ) : (
        <ul className="divide-line -my-2 divide-y">
          {one.attempts.map((attempt) => (
            <Attempt key={attempt.id} attempt={attempt} number={numberOf(one, attempt)} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const numberOf = ({ case_invoices: all }: DunningCaseDetails, { invoice_id: id }: CaseAttempt): string =>
  all.find((invoice) => invoice.id === id)?.number ?? `…${id.slice(-6)}`;

function Attempt({ attempt, number }: { attempt: CaseAttempt; number: string }) {
  const code = tellable(attempt.decline_code, useIsOperator());
  const kind = attempt.decline_kind;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2 text-sm">
      <StatePill state={attempt.state} />
      <TextLink to="/payments/$paymentId" params={{ paymentId: attempt.payment_id }} className="nums whitespace-nowrap">
        {number}
      </TextLink>
      <span className="text-ink-2">{m.payments.attempt(attempt.number)}</span>
      <span className="text-ink-3 ms-auto">
        <Time at={attempt.finished_at ?? attempt.started_at} day />
      </span>
      {code ? (
        <p className="text-ink-3 w-full text-xs">
          {declineText(code)}. {kind ? m.payments.decline_kinds[kind] : null}
        </p>
      ) : null}
    </li>
  );
}
