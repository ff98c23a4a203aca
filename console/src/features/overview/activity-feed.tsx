import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import type { Fact } from "@/api/types";
import { isNews } from "@/live/meaning";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { CompanyName } from "@/features/companies/company-name";
import { useArrivals } from "@/ui/arrivals";
import { Card } from "@/ui/card";
import { useLocale } from "@/ui/locale";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { activityQuery } from "./data";
import { factText, factTone } from "./fact-text";
import { subjectsGone } from "./gone";
import { SubjectLink } from "./subject-link";

/** The journal as people read it; a new fact appears by itself and is announced politely. */
export function ActivityFeed() {
  const company = useCompanyParam();
  const query = useQuery(activityQuery(company));
  return (
    <Card title={m.overview.activity} note={m.overview.activity_note}>
      {query.isPending ? (
        <LinesSkeleton lines={6} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <EmptyState kind="nothing_yet" {...m.overview.no_activity} />
      ) : (
        <Feed facts={query.data.items.filter(isNews)} />
      )}
    </Card>
  );
}

function Feed({ facts }: { facts: Fact[] }) {
  const arrived = useArrivals(facts.map((fact) => fact.id));
  const single = useSelectedCompany() !== null;
  const gone = subjectsGone(facts);
  return (
    <section
      // A region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={m.overview.activity}
      className="-mx-4 -mb-4 max-h-96 overflow-y-auto border-t -outline-offset-2"
    >
      <ol aria-live="polite" aria-relevant="additions" className="divide-line divide-y">
        {facts.map((fact) => (
          <FactRow
            key={fact.id}
            fact={fact}
            arrived={arrived.has(fact.id)}
            single={single}
            gone={gone.has(fact.subject)}
          />
        ))}
      </ol>
    </section>
  );
}

const DOTS = { good: "bg-good", bad: "bg-bad", warn: "bg-warn", info: "bg-accent", neutral: "bg-line-strong" } as const;

function FactRow({ fact, arrived, single, gone }: { fact: Fact; arrived: boolean; single: boolean; gone: boolean }) {
  const { locale } = useLocale();
  return (
    <li
      data-fact={fact.kind}
      className={clsx("flex items-center gap-3 px-4 py-2 text-sm", arrived && "animate-arrive")}
    >
      <span aria-hidden className={clsx("size-2 shrink-0 rounded-full", DOTS[factTone(fact)])} />
      <span className="min-w-0 flex-1 truncate">
        {gone ? factText(fact, locale) : <SubjectLink subject={fact.subject}>{factText(fact, locale)}</SubjectLink>}
      </span>
      {!single && fact.company_id ? (
        <span className="text-ink-2 hidden max-w-48 truncate md:inline">
          <CompanyName id={fact.company_id} />
        </span>
      ) : null}
      <span className="text-ink-3 hidden max-w-40 truncate lg:inline">{fact.actor.name ?? fact.actor.kind}</span>
      <span className="text-ink-3 text-xs">
        <Time at={fact.at} />
      </span>
    </li>
  );
}
