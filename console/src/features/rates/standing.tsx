import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ExchangeRate, RateSources } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { formatDayOf } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Tooltip } from "@/ui/tooltip";
import { sourcesQuery } from "./data";
import { Notice } from "./notice";

const r = m.rates;

type Props = { rate: ExchangeRate; at: string | undefined };

/** How far a rate is to be trusted, in a word. */
export function StandingBadge({ rate, at }: Props) {
  const { data: sources } = useQuery(sourcesQuery());
  if (!rate.source) return null;
  return (
    <span className="flex items-center gap-1.5">
      {rate.held ? <Badge tone="warn">{r.standings.held}</Badge> : null}
      {rate.stale ? (
        <Badge tone="warn">{r.standings.stale}</Badge>
      ) : at ? (
        <Hinted text={r.past_hint}>
          <Badge>{r.standings.past}</Badge>
        </Hinted>
      ) : rate.held ? null : (
        <Hinted text={sources ? r.fresh_hint(sources.fresh_hours) : ""}>
          <Badge tone="good">{r.standings.fresh}</Badge>
        </Hinted>
      )}
    </span>
  );
}

function Hinted({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Tooltip text={text}>
      <span>{children}</span>
    </Tooltip>
  );
}

/** And in sentences, where it is not as fresh as one would think. */
export function Standing({ rate, at, sources }: Props & { sources: RateSources | undefined }) {
  const { locale } = useLocale();
  const mayDecide = useCan("rates.manage");
  return (
    <>
      {rate.stale ? (
        <Notice title={r.stale.title(rate.source_name, formatDayOf(rate.as_of, "UTC", locale))}>
          {at ? r.stale.at_that_time : <StaleNow sources={sources} />}
        </Notice>
      ) : null}
      {rate.held ? (
        <Notice title={r.held.title}>
          {sources ? r.held.goes_on(sources.band_percent) : null}{" "}
          {mayDecide ? (
            <TextLink to="/rates" search={{ tab: "sources", state: "open" }}>
              {r.held.see}
            </TextLink>
          ) : null}
        </Notice>
      ) : null}
    </>
  );
}

function StaleNow({ sources }: { sources: RateSources | undefined }) {
  if (!sources) return <>{r.stale.goes_on}</>;
  const asked = sources.items.some(({ place }) => place !== null);
  return (
    <>
      {r.stale.goes_on} {sources.age_max_days === null ? null : `${r.stale.refused_from(sources.age_max_days)} `}
      {asked ? null : r.stale.nobody_asked}
    </>
  );
}
