import { m } from "@/app/messages";
import { Badge, StatePill } from "@/ui/badge";
import { Money, Quantity } from "@/ui/money";
import { Table, type Column } from "@/ui/table";
import type { Invoice, Line } from "./data";

type Props = { invoice: Invoice; ordinal: number; currency: string };

/** An invoice as it stood at the end, with every line. */
export function InvoiceReport({ invoice, ordinal, currency }: Props) {
  const name = invoice.number ?? m.scenarios.draft;
  return (
    <section aria-label={name} className="border-b last:border-b-0">
      <h3 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-4 py-2.5 text-sm">
        <span className="text-ink-3 nums">{ordinal}.</span>
        <span className="font-semibold">{name}</span>
        <StatePill state={invoice.state} />
        {invoice.issued_on ? (
          <span className="text-ink-3 font-normal">{m.scenarios.issued_on(invoice.issued_on)}</span>
        ) : null}
      </h3>
      <Table<Line & { key: string }>
        caption={name}
        columns={columns(currency)}
        rows={invoice.lines.map((line, index) => ({ ...line, key: String(index) }))}
        rowKey={(line) => line.key}
      />
      <Sums invoice={invoice} currency={currency} />
    </section>
  );
}

const columns = (currency: string): Column<Line>[] => [
  { key: "description", header: m.scenarios.description, cell: (line) => <Description line={line} /> },
  {
    key: "quantity",
    header: m.scenarios.quantity,
    cell: (line) => <Quantity value={line.quantity} unit={line.unit} />,
    align: "end",
    from: "md",
  },
  {
    key: "tax",
    header: m.scenarios.tax,
    cell: (line) => <Money value={{ amount: line.tax, currency }} />,
    align: "end",
    from: "md",
  },
  {
    key: "amount",
    header: m.scenarios.amount,
    cell: (line) => <Money value={{ amount: line.amount, currency }} />,
    align: "end",
  },
];

function Description({ line }: { line: Line }) {
  return (
    <div className="flex min-w-0 flex-col py-1.5">
      <span className="flex flex-wrap items-center gap-2">
        {line.description}
        {line.corrects === null ? null : <Badge tone="info">{m.scenarios.corrects(line.corrects)}</Badge>}
      </span>
      <span className="text-ink-3 nums text-xs">{line.period}</span>
    </div>
  );
}

const SUMS = ["subtotal", "tax", "total", "credited", "paid", "due"] as const;

function Sums({ invoice, currency }: { invoice: Invoice; currency: string }) {
  return (
    <dl className="bg-sunken flex flex-wrap justify-end gap-x-6 gap-y-1 border-t px-4 py-2 text-sm">
      {SUMS.map((name) => (
        <div key={name} className="flex items-baseline gap-2">
          <dt className="text-ink-3 text-xs">{m.scenarios[name]}</dt>
          <dd className={name === "total" ? "font-semibold" : undefined}>
            <Money value={{ amount: invoice[name], currency }} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
