import { useQuery } from "@tanstack/react-query";
import type { Money, Overview } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan, useIsOperator } from "@/app/session";
import { Stat, Stats } from "@/ui/card";
import { formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Moneys, Quantity } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { ActivityFeed } from "./activity-feed";
import { overviewQuery } from "./data";
import { OverviewCharts } from "./overview-charts";

export function OverviewPage() {
  const company = useSelectedCompany();
  const mayHear = useCan("activity.read");
  const query = useQuery(overviewQuery(useCompanyParam()));
  return (
    <PageFrame
      title={m.nav.overview}
      lead={company ? m.overview.lead(company.name, company.zone) : m.overview.lead_all}
    >
      {query.isPending ? (
        <OverviewSkeleton />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <Figures overview={query.data} />
          <OverviewCharts overview={query.data} />
        </>
      )}
      {mayHear ? <ActivityFeed /> : null}
    </PageFrame>
  );
}

/** The server leaves out what this person may not see; so does the screen. */
function Figures({ overview }: { overview: Overview }) {
  const { locale } = useLocale();
  const operator = useIsOperator();
  const o = m.overview;
  const {
    revenue,
    unbilled_usage: unbilled,
    open_invoices: open,
    past_due: pastDue,
    calls,
    minutes_this_month,
  } = overview;
  return (
    <Stats>
      {revenue ? (
        <Stat
          label={o.revenue(operator)}
          value={<Moneys values={revenue.this_month} />}
          note={<LastMonth values={revenue.last_month} />}
        />
      ) : null}
      {unbilled ? <Stat label={o.unbilled} value={<Moneys values={unbilled} />} note={o.unbilled_note} /> : null}
      {open ? <Stat label={o.open} value={<Moneys values={open.amount} />} note={o.count(open.count)} /> : null}
      {pastDue ? (
        <Stat
          label={o.past_due}
          value={<Moneys values={pastDue.amount} />}
          note={o.count(pastDue.count)}
          tone={pastDue.count > 0 ? "bad" : undefined}
        />
      ) : null}
      {calls ? (
        <Stat
          label={o.calls_today}
          value={<Quantity value={calls.today} />}
          note={o.yesterday(formatQuantity(calls.yesterday, locale))}
        />
      ) : null}
      {minutes_this_month ? (
        <Stat label={o.minutes} value={<Quantity value={minutes_this_month} />} note={o.this_month} />
      ) : null}
    </Stats>
  );
}

function LastMonth({ values }: { values: Money[] }) {
  return (
    <span className={values.length > 1 ? "flex flex-col" : "flex flex-wrap gap-x-1"}>
      {m.overview.last_month} <Moneys values={values} small />
    </span>
  );
}

function OverviewSkeleton() {
  return (
    <div role="status" aria-label={m.kit.loading} className="flex flex-col gap-5">
      <Skeleton className="h-24 rounded-lg" />
      <div className="grid gap-5 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </div>
    </div>
  );
}
