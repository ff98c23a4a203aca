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
  { key: "meter", header: m.fields.meter, cell: (one) => <WhatWasUsed refused={one} /> },
  { key: "event", header: m.refusals.event, cell: (one) => <CopyableId id={one.event_id} />, from: "md" },
  { key: "why", header: m.refusals.why, cell: (one) => <span className="block py-2">{one.detail}</span> },
];

/** On a phone its event and time stand below: without them two refusals of one meter look the same. */
function WhatWasUsed({ refused }: { refused: RefusedUsage }) {
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5 py-2">
      <code className="text-xs break-all">{refused.meter}</code>
      <span className="text-ink-3 flex flex-col items-start text-xs md:hidden">
        <Time at={refused.used_at} />
        <CopyableId id={refused.event_id} short />
      </span>
    </span>
  );
}

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
