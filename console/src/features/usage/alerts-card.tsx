import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { UsageAlert } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { modulesQuery } from "@/features/marketplace/data";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { AddAlertDialog } from "./add-alert-dialog";
import { alertsQuery, totalsQuery } from "./data";
import { RemoveAlert } from "./remove-alert";

/** What somebody is told of, and how far usage is. */
export function AlertsCard() {
  const company = useCompanyParam();
  const query = useQuery(alertsQuery(company));
  const mayManage = useCan("alerts.manage");
  const meters = useMeters(company);
  const [adding, setAdding] = useState(false);
  const add = mayManage ? (
    <Button size="sm" onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-3.5" />
      {m.alerts.add}
    </Button>
  ) : null;
  return (
    <Card title={m.alerts.title} note={m.alerts.note} actions={add}>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className="text-ink-2 text-sm">{m.alerts.none}</p>
      ) : (
        <ul className="divide-line -my-2 divide-y">
          {query.data.items.map((alert) => (
            <AlertRow key={alert.id} alert={alert} mayManage={mayManage} />
          ))}
        </ul>
      )}
      {adding ? <AddAlertDialog meters={meters} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

/** What the company has used first, then what else is counted. */
function useMeters(company: string | undefined): string[] {
  const totals = useQuery(totalsQuery(company)).data?.items ?? [];
  const modules = useQuery(modulesQuery).data?.items ?? [];
  const sold = modules.flatMap((module) => module.plans.flatMap((plan) => plan.prices.map((price) => price.meter)));
  return [...new Set([...totals.map((total) => total.meter), ...sold.filter((meter) => meter !== null)])];
}

function AlertRow({ alert, mayManage }: { alert: UsageAlert; mayManage: boolean }) {
  const { locale } = useLocale();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5 text-sm">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium break-words">{alert.name}</p>
        <p className="text-ink-3 text-xs">
          <code>{alert.meter}</code> · {m.alerts.measures[alert.measure]}
        </p>
      </div>
      <div className="flex basis-72 flex-wrap items-center gap-1.5">
        <Bounds alert={alert} />
      </div>
      <p className="nums text-ink-2 min-w-24 sm:text-end">
        {m.alerts.current} {alert.current === null ? "0" : formatQuantity(alert.current, locale)}
      </p>
      {mayManage ? <RemoveAlert alert={alert} /> : null}
    </li>
  );
}

function Bounds({ alert }: { alert: UsageAlert }) {
  const { locale } = useLocale();
  const shown = (quantity: string) => formatQuantity(quantity, locale);
  const { spike } = alert;
  if (spike) {
    return <span className="text-ink-2">{m.alerts.spike(shown(spike.factor), shown(spike.minimum), spike.days)}</span>;
  }
  return alert.thresholds.map(({ value, percent, bound, is_crossed }, index) => {
    const share = percent === null ? "" : shown(percent);
    const text = bound === null ? m.alerts.share(share) : m.alerts.share_is(share, shown(bound));
    return (
      <Badge key={index} tone={is_crossed ? "warn" : "neutral"}>
        {`${value === null ? text : shown(value)}${is_crossed ? ` ${m.alerts.crossed}` : ""}`}
      </Badge>
    );
  });
}
