import { CircleHelp } from "lucide-react";
import type { InvoiceDetail, Line } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { asPercent, isZero } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money, Quantity } from "@/ui/money";
import { Table, type Column } from "@/ui/table";
import { PeriodText } from "@/ui/time";
import { OneOffBadge } from "./one-off-badge";

type Props = { invoice: InvoiceDetail; onExplain: (lineId: string) => void };

export function InvoiceLines({ invoice, onExplain }: Props) {
  return (
    <Card title={m.invoices.lines} flush>
      <Table
        caption={m.invoices.lines}
        columns={lineColumns(onExplain)}
        rows={invoice.lines.toSorted((a, b) => a.position - b.position)}
        rowKey={(line) => line.id}
        footer={<Totals invoice={invoice} />}
      />
    </Card>
  );
}

function lineColumns(onExplain: Props["onExplain"]): Column<Line>[] {
  return [
    { key: "description", header: m.fields.description, cell: (line) => <Description line={line} /> },
    {
      key: "quantity",
      header: m.fields.quantity,
      align: "end",
      cell: (line) => <Quantity value={line.quantity} unit={line.unit} />,
      from: "md",
    },
    { key: "unit", header: m.fields.unit_price, align: "end", cell: (line) => <UnitPrice line={line} />, from: "lg" },
    {
      key: "tax",
      header: m.fields.tax,
      align: "end",
      cell: (line) => <span className="nums">{m.invoices.tax_of(asPercent(line.tax_rate), line.tax_inclusive)}</span>,
      from: "lg",
    },
    { key: "amount", header: m.fields.amount, align: "end", cell: (line) => <Money value={line.amount} /> },
    {
      key: "why",
      header: m.invoices.why_header,
      align: "end",
      cell: (line) => (
        <Button
          size="sm"
          look="ghost"
          onClick={() => onExplain(line.id)}
          aria-label={m.invoices.why_of(line.description)}
        >
          <CircleHelp aria-hidden className="size-3.5" />
          <span className="hidden sm:inline">{m.invoices.why}</span>
        </Button>
      ),
    },
  ];
}

function Description({ line }: { line: Line }) {
  return (
    <div className="py-2">
      <span className="flex flex-wrap items-center gap-x-2 font-medium">
        {line.description}
        <OneOffBadge line={line} />
      </span>
      <span className="text-ink-3 text-xs">
        <PeriodText period={line.period} />
      </span>
    </div>
  );
}

/** Tiers and calls have no single unit price; the derivation shows theirs. */
function UnitPrice({ line }: { line: Line }) {
  const { locale } = useLocale();
  if (!line.unit_amount) return <span className="text-ink-3">{m.invoices.by_terms}</span>;
  return <span className="nums">{formatMoney(line.unit_amount, line.amount.currency, locale)}</span>;
}

function Totals({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <>
      <TotalRow label={m.fields.subtotal} value={invoice.subtotal} />
      <TotalRow label={m.fields.tax} value={invoice.tax} />
      <TotalRow label={m.fields.total} value={invoice.total} strong />
      {invoice.state === "draft" ? null : <Left invoice={invoice} />}
    </>
  );
}

function Left({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <>
      {!isZero(invoice.credited.amount) && <TotalRow label={m.fields.credited} value={invoice.credited} />}
      <TotalRow label={m.fields.paid} value={invoice.paid} />
      <TotalRow label={m.fields.open} value={invoice.due} strong />
    </>
  );
}

export function TotalRow({
  label,
  value,
  strong = false,
}: {
  label: string;
  value: InvoiceDetail["total"];
  strong?: boolean;
}) {
  return (
    <tr className={strong ? "font-semibold" : "text-ink-2"}>
      <td colSpan={6} className="px-4 py-1.5">
        <div className="ms-auto flex w-full max-w-72 justify-between gap-6">
          <span>{label}</span>
          <Money value={value} />
        </div>
      </td>
    </tr>
  );
}
