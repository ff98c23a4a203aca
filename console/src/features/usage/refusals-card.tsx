import { useQuery } from "@tanstack/react-query";
import type { RefusedUsage } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Card } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Table, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { refusalsQuery } from "./data";

const COLUMNS: Column<RefusedUsage>[] = [
  { key: "used", header: m.refusals.used, cell: (one) => <Time at={one.used_at} />, from: "md" },
  { key: "meter", header: m.fields.meter, cell: (one) => <code className="text-xs">{one.meter}</code> },
  { key: "event", header: m.refusals.event, cell: (one) => <CopyableId id={one.event_id} />, from: "md" },
  { key: "why", header: m.refusals.why, cell: (one) => <span className="block py-2">{one.detail}</span> },
];

/** Usage that nobody will pay until it is corrected; shown where there is any. */
export function RefusalsCard() {
  const query = useQuery(refusalsQuery(useCompanyParam()));
  const refused = query.data?.items ?? [];
  if (refused.length === 0) return null;
  return (
    <Card title={m.refusals.title} note={m.refusals.note} flush>
      <p className="text-ink-2 border-b px-4 py-3 text-sm">
        {m.refusals.lead} {query.data?.next_cursor ? m.refusals.newest(refused.length) : null}
      </p>
      <Table
        caption={m.refusals.title}
        columns={COLUMNS}
        rows={refused}
        rowKey={(one) => `${one.form} ${one.source} ${one.event_id}`}
      />
    </Card>
  );
}
