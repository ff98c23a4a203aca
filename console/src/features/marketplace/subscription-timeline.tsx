import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import type { TimelineEntry } from "@/api/types";
import { m } from "@/app/messages";
import { Badge } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Day } from "@/ui/time";
import { timelineQuery } from "./data";
import { sides, toneOf } from "./timeline-text";

/** What is planned, then what has been, the newest first. */
export function SubscriptionTimeline({ subscriptionId }: { subscriptionId: string }) {
  const query = useQuery(timelineQuery(subscriptionId));
  const t = m.subscriptions.timeline;
  if (!query.isSuccess) {
    return (
      <Card title={t.title}>
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LinesSkeleton lines={6} />
        )}
      </Card>
    );
  }
  const { planned, past } = sides(query.data.items);
  return (
    <Card title={t.title} note={query.data.is_complete ? undefined : t.incomplete}>
      {planned.length > 0 ? <Entries label={t.planned} entries={planned} /> : null}
      <Entries label={t.past} entries={past} />
    </Card>
  );
}

function Entries({ label, entries }: { label: string; entries: TimelineEntry[] }) {
  return (
    <section className="not-first:mt-4">
      <h3 className="text-ink-3 mb-1 text-xs font-medium">{label}</h3>
      <ol>
        {entries.map((entry, index) => (
          <Entry key={`${entry.at}${entry.kind}${index}`} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  return (
    <li
      className={clsx(
        "grid grid-cols-[6.5rem_7.5rem_minmax(0,1fr)_auto] items-baseline gap-x-3 border-b py-1.5 text-sm last:border-b-0",
        "max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-y-1 max-sm:py-2.5",
      )}
    >
      <span className="text-ink-2">
        <Day day={entry.day} />
      </span>
      <span className="max-sm:text-end">
        <Badge tone={toneOf(entry.kind)}>{m.subscriptions.timeline.kinds[entry.kind]}</Badge>
      </span>
      <span className="min-w-0">
        <span className={clsx(entry.planned && "text-ink-2")}>{entry.title}</span>
        {entry.words ? <span className="text-ink-3"> · {entry.words}</span> : null}
        {entry.invoice_id && entry.kind === "proration" ? <InvoiceLink entry={entry} /> : null}
      </span>
      <span className="nums text-end">
        {entry.amount ? (
          entry.kind === "invoice" && entry.invoice_id ? (
            <TextLink to="/invoices/$invoiceId" params={{ invoiceId: entry.invoice_id }}>
              <Money value={entry.amount} />
            </TextLink>
          ) : (
            <Money value={entry.amount} />
          )
        ) : null}
      </span>
    </li>
  );
}

function InvoiceLink({ entry: { invoice_id, invoice_number } }: { entry: TimelineEntry }) {
  if (!invoice_id || !invoice_number) return null;
  return (
    <>
      {" "}
      <TextLink to="/invoices/$invoiceId" params={{ invoiceId: invoice_id }}>
        {invoice_number}
      </TextLink>
    </>
  );
}
