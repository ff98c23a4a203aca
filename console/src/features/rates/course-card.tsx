import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import type { RatePoint } from "@/api/types";
import { m } from "@/app/messages";
import { RATE_SPANS, type RateSpan } from "@/app/searches";
import { Card } from "@/ui/card";
import { Chart } from "@/ui/chart";
import type { Series } from "@/ui/chart-options";
import { forPixels } from "@/ui/decimal";
import { formatDay } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { courseQuery } from "./data";
import { briefRate, signedPercent } from "./rate-text";
import { Segments } from "./segments";
import { courseOf, spanUntil } from "./spans";
import type { PairState } from "./use-pair";

const r = m.rates;
const HEIGHT = 290;

type Props = { pair: PairState; until: string | undefined };

/** The course of a pair, back from the last day that is known. */
export function CourseCard({ pair, until }: Props) {
  const { from, to, company } = pair.asked;
  const query = useQuery({
    ...courseQuery({ from, to, company, ...spanUntil(until ?? "2000-01-01", pair.span) }),
    enabled: until !== undefined,
  });
  const spans = RATE_SPANS.map((value) => ({ value, label: r.spans[value] }));
  const choose = (span: RateSpan) => pair.set({ span: span === "90d" ? undefined : span });
  return (
    <Card
      title={r.course}
      actions={<Segments name="span" legend={r.span} options={spans} value={pair.span} onChoose={choose} />}
    >
      {query.isPending ? (
        <div role="status" aria-label={m.kit.loading} className="flex flex-col gap-4">
          <Skeleton className="h-12" />
          <Skeleton className="h-72" />
        </div>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.points.length === 0 ? (
        <EmptyState kind="no_match" {...r.no_points} />
      ) : (
        <Drawn pair={pair} points={query.data.points} />
      )}
    </Card>
  );
}

function Drawn({ pair, points }: { pair: PairState; points: RatePoint[] }) {
  const { from, to } = pair.asked;
  const { locale } = useLocale();
  const days = useMemo(() => points.map((point) => point.day), [points]);
  const series = useMemo<Series[]>(
    () => [
      {
        label: `1 ${from}`,
        heights: points.map((point) => forPixels(point.rate)),
        texts: points.map((point) => `${briefRate(point.rate, locale)} ${to}`),
        color: "--chart-1",
        kind: "area",
      },
    ],
    [points, from, to, locale],
  );
  return (
    <>
      <Numbers points={points} />
      <Chart
        caption={r.course_caption(from, to, r.spans[pair.span])}
        days={days}
        series={series}
        height={HEIGHT}
        fitted
      />
    </>
  );
}

function Numbers({ points }: { points: RatePoint[] }) {
  const { locale } = useLocale();
  const course = useMemo(() => courseOf(points), [points]);
  if (!course) return null;
  const { change, high, low, average } = course;
  return (
    <dl className="mb-3 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
      <One label={r.change}>{signedPercent(change, locale)}</One>
      <One label={r.high} note={formatDay(high.day, locale)}>
        {briefRate(high.rate, locale)}
      </One>
      <One label={r.low} note={formatDay(low.day, locale)}>
        {briefRate(low.rate, locale)}
      </One>
      <One label={r.average}>{briefRate(average, locale)}</One>
    </dl>
  );
}

function One({ label, note, children }: { label: string; note?: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-3 text-xs">{label}</dt>
      <dd className="nums text-base font-semibold">{children}</dd>
      {note ? <dd className="nums text-ink-3 text-xs">{note}</dd> : null}
    </div>
  );
}
