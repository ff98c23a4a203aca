import { useQuery } from "@tanstack/react-query";
import type { RateSource, RateSources } from "@/api/types";
import { m } from "@/app/messages";
import { Badge, type Tone } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card, Stat, Stats } from "@/ui/card";
import { Nothing, Quantity } from "@/ui/money";
import { ErrorState } from "@/ui/states";
import { Table, TableSkeleton, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { sourcesQuery } from "./data";
import { FetchNow, useFetching } from "./fetch-now";
import { Notice } from "./notice";

const r = m.rates;
const s = r.sources;

const COLUMNS: Column<RateSource>[] = [
  { key: "place", header: s.place, cell: ({ place }) => (place === null ? <Nothing /> : place) },
  { key: "name", header: r.source, cell: (one) => <Name source={one} /> },
  { key: "state", header: s.freshness, cell: (one) => <Freshness source={one} /> },
  { key: "as_of", header: s.as_of, cell: (one) => <Time at={one.as_of} />, from: "md" },
  { key: "answered", header: s.answered, cell: (one) => <Time at={one.answered_at} />, from: "lg" },
  { key: "failures", header: s.failures, cell: (one) => <Failures source={one} /> },
  { key: "currencies", header: s.currencies, align: "end", cell: (one) => <Count source={one} />, from: "md" },
];

/** Where rates come from: in which order, how old each is, and which one fails. */
export function Sources({ onSee }: { onSee: (answer: string) => void }) {
  const { asking, ask } = useFetching();
  const query = useQuery(sourcesQuery(asking));
  const asked = query.data?.items.some(({ place }) => place !== null) ?? false;
  return (
    <div className="flex flex-col gap-4">
      {query.data && !asked ? <Notice title={s.nobody}>{s.nobody_body}</Notice> : null}
      {query.data ? <Policy sources={query.data} asked={asked} /> : null}
      <Card title={s.title} actions={asked ? <FetchNow asking={asking} onAsked={ask} /> : null} flush>
        {query.isPending ? (
          <TableSkeleton columns={COLUMNS} rows={3} />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Table
            caption={s.title}
            columns={COLUMNS}
            rows={query.data.items}
            rowKey={(one) => one.source}
            onOpen={({ sheet_id }) => sheet_id && onSee(sheet_id)}
          />
        )}
      </Card>
      <p className="text-ink-3 text-xs">{s.lead}</p>
    </div>
  );
}

function Policy({ sources, asked }: { sources: RateSources; asked: boolean }) {
  return (
    <Stats>
      {asked ? (
        <>
          <Stat label={s.next_round} value={<Next at={sources.next_round_at} />} />
          <Stat label={s.every} value={s.minutes(sources.interval_minutes)} />
        </>
      ) : null}
      <Stat label={s.fresh_for} value={s.hours(sources.fresh_hours)} />
      <Stat
        label={s.refused_after}
        value={sources.age_max_days === null ? s.never_refused : s.days(sources.age_max_days)}
      />
      <Stat label={s.held_beyond} value={`± ${sources.band_percent} %`} />
    </Stats>
  );
}

const Next = ({ at }: { at: string | null }) => (
  <span className="text-base">{at ? <Time at={at} /> : <Nothing />}</span>
);

function Name({ source }: { source: RateSource }) {
  return (
    <span className="flex flex-col py-2 leading-tight">
      <span className="font-medium">{source.name}</span>
      {source.place === null ? <span className="text-ink-3 text-xs">{s.never_asked}</span> : null}
    </span>
  );
}

const TONES: Record<NonNullable<RateSource["freshness"]>, Tone> = { fresh: "good", stale: "warn", too_old: "bad" };

function Freshness({ source: { freshness } }: { source: RateSource }) {
  return freshness ? <Badge tone={TONES[freshness]}>{r.standings[freshness]}</Badge> : <Badge>{s.never}</Badge>;
}

function Failures({ source }: { source: RateSource }) {
  if (source.failures === 0) return <Nothing />;
  const kind = (s.kinds as Record<string, string>)[source.failure ?? ""] ?? source.failure;
  return (
    <span className="flex flex-col py-2 leading-tight">
      <span className="text-bad font-medium">
        {kind} <span className="font-normal">({s.in_a_row(source.failures)})</span>
      </span>
      <span className="text-ink-2 max-w-80 text-xs break-words">{source.detail}</span>
      {source.again_at ? (
        <span className="text-ink-3 text-xs">
          {s.again} <Time at={source.again_at} />
        </span>
      ) : null}
    </span>
  );
}

function Count({ source }: { source: RateSource }) {
  if (!source.sheet_id) return <Nothing />;
  return (
    <TextLink to="/rates" search={{ tab: "sources", answer: source.sheet_id }} aria-label={s.see(source.name)}>
      <Quantity value={source.currencies} />
    </TextLink>
  );
}
