import { CircleHelp } from "lucide-react";
import type { UpcomingInvoice, UpcomingLine } from "@/api/types";
import { m } from "@/app/messages";
import { StatePill } from "@/ui/badge";
import { Button, TextLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { isZero } from "@/ui/decimal";
import { Money, Quantity } from "@/ui/money";
import { Table, type Column } from "@/ui/table";
import { Day, PeriodText, Time } from "@/ui/time";
import { TotalRow } from "./invoice-lines";
import { OneOffBadge } from "./one-off-badge";
import { keyed, type Keyed } from "./upcoming-lines";

type Shown = { invoice: UpcomingInvoice; day: string; onExplain: (line: UpcomingLine) => void };

/** What would be issued in one currency, and the draft of it where one stands. */
export function OneUpcoming({ invoice, day, onExplain }: Shown) {
  return (
    <>
      <Card>
        <Details columns={3}>
          <Detail label={m.fields.open}>
            <Money value={invoice.due} className="text-xl font-semibold" />
          </Detail>
          <Detail label={m.upcoming.issued_on}>
            <Day day={day} />
          </Detail>
          <Detail label={m.fields.due_on}>
            <Time at={invoice.due_at} day />
          </Detail>
          <Detail label={m.fields.period}>
            <PeriodText period={invoice.period} />
          </Detail>
        </Details>
        {invoice.draft_id ? <DraftStands draftId={invoice.draft_id} /> : null}
      </Card>
      <Card title={m.invoices.lines} note={m.upcoming.note} flush>
        <Table
          caption={m.invoices.lines}
          columns={columnsOf(onExplain)}
          rows={keyed(invoice.lines)}
          rowKey={({ key }) => key}
          footer={<Totals invoice={invoice} />}
        />
      </Card>
    </>
  );
}

function DraftStands({ draftId }: { draftId: string }) {
  return (
    <p className="text-ink-2 mt-4 flex flex-wrap items-center gap-x-2 gap-y-1 border-t pt-3 text-sm">
      <StatePill state="draft" />
      {m.drafts.stands}
      <TextLink to="/invoices/$invoiceId" params={{ invoiceId: draftId }}>
        {m.drafts.open}
      </TextLink>
    </p>
  );
}

function columnsOf(onExplain: Shown["onExplain"]): Column<Keyed<UpcomingLine>>[] {
  return [
    {
      key: "description",
      header: m.fields.description,
      cell: ({ line }) => (
        <span className="flex flex-wrap items-center gap-x-2 py-1.5">
          {line.description}
          <OneOffBadge line={line} />
        </span>
      ),
    },
    {
      key: "quantity",
      header: m.fields.quantity,
      align: "end",
      cell: ({ line }) => <Quantity value={line.quantity} unit={line.unit} />,
      from: "md",
    },
    { key: "amount", header: m.fields.amount, align: "end", cell: ({ line }) => <Money value={line.amount} /> },
    {
      key: "why",
      header: m.invoices.why_header,
      align: "end",
      cell: ({ line }) => (
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
