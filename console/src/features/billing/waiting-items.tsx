import { useQuery } from "@tanstack/react-query";
import type { InvoiceItem } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money, Quantity } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { waitingItemsQuery } from "./data";
import { DeleteItem } from "./delete-item";
import { isDiscount } from "./item-draft";

/** What was entered by hand and no invoice has taken yet. Who may not enter any sees it only where there is some. */
export function WaitingItems() {
  const query = useQuery(waitingItemsQuery(useCompanyParam()));
  const mayManage = useCan("invoices.manage");
  if (!mayManage && !query.data?.items.length) return null;
  return (
    <Card title={m.items.title} note={m.items.note} flush>
      {query.isPending ? (
        <div className="p-4">
          <LinesSkeleton lines={2} />
        </div>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className="text-ink-2 px-4 py-3 text-sm">{m.items.none}</p>
      ) : (
        <Items items={query.data.items} more={Boolean(query.data.next_cursor)} mayDelete={mayManage} />
      )}
    </Card>
  );
}

function Items({ items, more, mayDelete }: { items: InvoiceItem[]; more: boolean; mayDelete: boolean }) {
  const notes = [
    ...(items.some(isDiscount) ? [m.items.discount_waits] : []),
    ...(more ? [m.items.some(items.length)] : []),
  ];
  return (
    <>
      <Table
        caption={m.items.title}
        columns={mayDelete ? [...COLUMNS, DELETE] : COLUMNS}
        rows={items}
        rowKey={(item) => item.id}
      />
      {notes.map((note) => (
        <p key={note} className="text-ink-2 border-t px-4 py-2 text-xs">
          {note}
        </p>
      ))}
    </>
  );
}

const COLUMNS: Column<InvoiceItem>[] = [
  { key: "description", header: m.fields.description, cell: (item) => <Described item={item} /> },
  {
    key: "quantity",
    header: m.fields.quantity,
    align: "end",
    cell: (item) => <Quantity value={item.quantity} unit={item.unit} />,
    from: "md",
  },
  { key: "each", header: m.fields.unit_price, align: "end", cell: (item) => <Each item={item} />, from: "lg" },
  { key: "amount", header: m.fields.amount, align: "end", cell: (item) => <Money value={item.amount} /> },
];

const DELETE: Column<InvoiceItem> = {
  key: "delete",
  header: m.items.delete,
  align: "end",
  cell: (item) => <DeleteItem item={item} />,
};

function Described({ item }: { item: InvoiceItem }) {
  return (
    <div className="py-2">
      <span className="flex flex-wrap items-center gap-2 font-medium">
        {item.description}
        {isDiscount(item) ? <Badge tone="accent">{m.step_kinds["discount"] ?? ""}</Badge> : null}
      </span>
      <span className="text-ink-3 text-xs">
        {m.items.entered} <Time at={item.entered_at} day /> {m.items.by(item.entered_by)}
      </span>
    </div>
  );
}

function Each({ item }: { item: InvoiceItem }) {
  const { locale } = useLocale();
  return <span className="nums">{formatMoney(item.unit_amount, item.currency, locale)}</span>;
}
