import { useQuery } from "@tanstack/react-query";
import type { Overview } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
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

function Figures({ overview }: { overview: Overview }) {
  const { locale } = useLocale();
  const o = m.overview;
  const pastDue = overview.past_due.count;
  return (
    <Stats>
      <Stat
        label={o.revenue}
        value={<Moneys values={overview.revenue.this_month} />}
        note={<LastMonth overview={overview} />}
      />
      <Stat label={o.unbilled} value={<Moneys values={overview.unbilled_usage} />} note={o.unbilled_note} />
      <Stat
        label={o.open}
        value={<Moneys values={overview.open_invoices.amount} />}
        note={o.count(overview.open_invoices.count)}
      />
      <Stat
        label={o.past_due}
        value={<Moneys values={overview.past_due.amount} />}
        note={o.count(pastDue)}
        tone={pastDue > 0 ? "bad" : undefined}
      />
      <Stat
        label={o.calls_today}
        value={<Quantity value={overview.calls.today} />}
        note={o.yesterday(formatQuantity(overview.calls.yesterday, locale))}
      />
      <Stat label={o.minutes} value={<Quantity value={overview.minutes_this_month} />} note={o.this_month} />
    </Stats>
  );
}

function LastMonth({ overview }: { overview: Overview }) {
  return (
    <span className="flex gap-1">
      {m.overview.last_month} <Moneys values={overview.revenue.last_month} />
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
