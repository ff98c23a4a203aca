import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState, type ReactNode } from "react";
import type { ExchangeRate } from "@/api/types";
import { Problem } from "@/api/problem";
import { m } from "@/app/messages";
import { Button, TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { useLocale } from "@/ui/locale";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { formatDay } from "@/ui/format";
import { reversed, shownRate } from "./converting";
import { counting, sourcesQuery } from "./data";
import { briefRate, splitRate } from "./rate-text";
import { dayOf, daysBetween } from "./spans";
import { Standing, StandingBadge } from "./standing";
import type { PairState } from "./use-pair";

const r = m.rates;

type Props = { pair: PairState; rate: UseQueryResult<ExchangeRate> };

/** The rate itself: whose word it is, since when, and how far it is to be trusted. */
export function RateCard({ pair, rate }: Props) {
  const { from, to } = pair.asked;
  const known = counting(rate);
  return (
    <Card title={r.course_of(from, to)} actions={known ? <StandingBadge rate={known} at={pair.asked.at} /> : null}>
      {rate.isPending ? (
        <LinesSkeleton lines={8} />
      ) : rate.isError ? (
        <NoRate pair={pair} error={rate.error} onRetry={() => void rate.refetch()} />
      ) : (
        <Known rate={rate.data} at={pair.asked.at} />
      )}
    </Card>
  );
}

function Known({ rate, at }: { rate: ExchangeRate; at: string | undefined }) {
  const { locale } = useLocale();
  const { data: sources } = useQuery(sourcesQuery());
  const { loud, quiet } = splitRate(rate.rate, locale);
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="text-ink-2 text-sm">{r.one(rate.from)}</p>
        <p
          className={clsx(
            "nums leading-tight font-semibold tracking-tight",
            loud.length > 10 ? "text-2xl" : "text-3xl",
          )}
          data-rate={rate.rate}
        >
          <bdi>
            {loud}
            <span className="text-ink-3 text-[0.8em] font-medium">{quiet}</span>
          </bdi>{" "}
          <span className="ms-1 text-xl">{rate.to}</span>
        </p>
        <p className="nums text-ink-2 mt-1 text-sm">
          <bdi>{r.inverse(rate.to, briefRate(shownRate(reversed(rate)), locale), rate.from)}</bdi>
        </p>
      </div>
      <Standing rate={rate} at={at} sources={sources} />
      <Origin rate={rate} at={at} />
    </div>
  );
}

function Origin({ rate, at }: { rate: ExchangeRate; at: string | undefined }) {
  const { locale } = useLocale();
  const [now] = useState(() => new Date());
  if (!rate.source || !rate.sheet_id) return <p className="text-ink-2 text-sm">{r.itself}</p>;
  const over = (code: string, value: string) => (code === rate.base ? [] : [`${briefRate(value, locale)} ${code}`]);
  const crossed = [...over(rate.from, rate.source_rate), ...over(rate.to, rate.target_rate)].join(" = ");
  const day = dayOf(rate.as_of);
  return (
    <div className="flex flex-col gap-3">
      <dl className="border-t text-sm">
        <Row label={r.source}>
          <span className="font-medium">{rate.source_name}</span>
        </Row>
        <Row label={r.as_of} note={at ? undefined : r.days_ago(daysBetween(rate.as_of, now))}>
          <Time at={rate.as_of} named />
        </Row>
        <Row label={r.fetched}>
          <Time at={rate.fetched_at} named />
        </Row>
        <Row label={r.base}>
          <bdi dir="ltr" className="nums">
            1 {rate.base} = {crossed}
          </bdi>
        </Row>
        <Row label={r.answers}>
          <TextLink to="/rates" search={{ tab: "sources", answer: rate.sheet_id }}>
            {r.answer}
          </TextLink>
        </Row>
      </dl>
      {at && at !== day ? (
        <p className="text-ink-2 text-sm">{r.last_before(formatDay(at, locale), formatDay(day, locale))}</p>
      ) : null}
    </div>
  );
}

function Row({ label, note, children }: { label: string; note?: string | undefined; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 border-b py-2 last:border-b-0">
      <dt className="text-ink-2 shrink-0">{label}</dt>
      <dd className="min-w-0 text-end">
        {children}
        {note ? <span className="text-ink-3 block text-xs">{note}</span> : null}
      </dd>
    </div>
  );
}

type NoRateProps = { pair: PairState; error: unknown; onRetry: () => void };

/** Nothing is guessed: no rate is an answer, with what to do instead. */
function NoRate({ pair, error, onRetry }: NoRateProps) {
  if (!(error instanceof Problem) || error.code !== "rate_unknown")
    return <ErrorState error={error} onRetry={onRetry} />;
  const back = pair.asked.at ? <Button onClick={() => pair.set({ at: undefined })}>{r.now}</Button> : undefined;
  return (
    <EmptyState
      kind="no_match"
      title={r.unknown.title(pair.asked.from, pair.asked.to)}
      body={r.unknown.body}
      action={back}
    />
  );
}
