import { useQuery } from "@tanstack/react-query";
import { CircleHelp } from "lucide-react";
import { useState } from "react";
import type { Explain, UpcomingInvoice, UpcomingLine } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { Button, ButtonLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { isZero } from "@/ui/decimal";
import { Sheet } from "@/ui/dialog";
import { Money, Quantity } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { PeriodText, Time } from "@/ui/time";
import { upcomingQuery } from "./data";
import { ExplainSteps } from "./explain-steps";
import { TotalRow } from "./invoice-lines";

/** The next invoice as things stand: the server makes it by the code that issues. */
export function UpcomingPage() {
  const company = useSelectedCompany();
  return (
    <PageFrame title={m.nav.upcoming} lead={m.upcoming.lead}>
      {company ? (
        <Upcoming />
      ) : (
        <Card>
          <EmptyState kind="not_available" />
        </Card>
      )}
    </PageFrame>
  );
}

function Upcoming() {
  const query = useQuery(upcomingQuery(useCompanyParam()));
  const [line, setLine] = useState<UpcomingLine>();
  if (query.isPending) {
    return (
      <Card>
        <LinesSkeleton lines={6} />
      </Card>
    );
  }
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { invoices, issued_on: day } = query.data;
  if (invoices.length === 0 || !day) {
    const action = <ButtonLink to="/marketplace">{m.nav.marketplace}</ButtonLink>;
    return (
      <Card>
        <EmptyState kind="nothing_yet" {...m.upcoming.empty} action={action} />
      </Card>
    );
  }
  return (
    <>
      {invoices.map((invoice) => (
        <OneInvoice key={invoice.currency} invoice={invoice} day={day} onExplain={setLine} />
      ))}
      <Sheet
        open={line !== undefined}
        onClose={() => setLine(undefined)}
        title={m.explain.title}
        {...(line && { description: line.description })}
        wide
      >
        {line ? <ExplainSteps explain={line.explain as unknown as Explain} /> : null}
      </Sheet>
    </>
  );
}

type Shown = { invoice: UpcomingInvoice; day: string; onExplain: (line: UpcomingLine) => void };

function OneInvoice({ invoice, day, onExplain }: Shown) {
  return (
    <>
      <Card>
        <Details columns={3}>
          <Detail label={m.fields.open}>
            <Money value={invoice.due} className="text-xl font-semibold" />
          </Detail>
          <Detail label={m.upcoming.issued_on}>
            <time dateTime={day}>{day}</time>
          </Detail>
          <Detail label={m.fields.due_on}>
            <Time at={invoice.due_at} day />
          </Detail>
          <Detail label={m.fields.period}>
            <PeriodText period={invoice.period} />
          </Detail>
        </Details>
      </Card>
      <Card title={m.invoices.lines} note={m.upcoming.note} flush>
        <Table
          caption={m.invoices.lines}
          columns={columnsOf(onExplain)}
          rows={invoice.lines}
          rowKey={(line) => `${line.subscription_id} ${line.price_id} ${line.period.start}`}
          footer={<Totals invoice={invoice} />}
        />
      </Card>
    </>
  );
}

function columnsOf(onExplain: Shown["onExplain"]): Column<UpcomingLine>[] {
  return [
    { key: "description", header: m.fields.description, cell: (line) => line.description },
    {
      key: "quantity",
      header: m.fields.quantity,
      align: "right",
      cell: (line) => <Quantity value={line.quantity} unit={line.unit} />,
      from: "md",
    },
    { key: "amount", header: m.fields.amount, align: "right", cell: (line) => <Money value={line.amount} /> },
    {
      key: "why",
      header: m.invoices.why_header,
      align: "right",
      cell: (line) => (
        <Button size="sm" look="ghost" onClick={() => onExplain(line)} aria-label={m.invoices.why_of(line.description)}>
          <CircleHelp aria-hidden className="size-3.5" />
          <span className="hidden sm:inline">{m.invoices.why}</span>
        </Button>
      ),
    },
  ];
}

function Totals({ invoice }: { invoice: UpcomingInvoice }) {
  return (
    <>
      <TotalRow label={m.fields.subtotal} value={invoice.subtotal} />
      <TotalRow label={m.fields.tax} value={invoice.tax} />
      <TotalRow label={m.fields.total} value={invoice.total} strong />
      {!isZero(invoice.credited.amount) && <TotalRow label={m.upcoming.drawn} value={invoice.credited} />}
      <TotalRow label={m.fields.open} value={invoice.due} strong />
    </>
  );
}
