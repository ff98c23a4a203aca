import type { Call } from "@/api/types";
import { m } from "@/app/messages";
import { StatePill } from "@/ui/badge";
import { formatDuration } from "@/ui/format";
import { Money, Nothing } from "@/ui/money";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";

export const CALL_COLUMNS: Column<Call>[] = [
  { key: "started", header: m.fields.started, cell: (call) => <Time at={call.started_at} /> },
  {
    key: "parties",
    header: m.calls.parties,
    cell: (call) => (
      <span className="nums whitespace-nowrap">
        {call.caller} <span className="text-ink-3">→</span> {call.callee}
      </span>
    ),
  },
  { key: "disposition", header: m.fields.disposition, cell: (call) => <StatePill state={call.disposition} /> },
  { key: "module", header: m.fields.module, cell: (call) => call.module?.name ?? <Nothing />, from: "lg" },
  {
    key: "duration",
    header: m.fields.billable,
    align: "right",
    cell: (call) => <span className="nums">{formatDuration(call.billable_seconds)}</span>,
    from: "md",
  },
  { key: "amount", header: m.fields.rated, align: "right", cell: (call) => <Money value={call.rated} digits={4} /> },
];
