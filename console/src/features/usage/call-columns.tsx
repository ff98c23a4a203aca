import type { Call } from "@/api/types";
import { m } from "@/app/messages";
import { Badge, StatePill } from "@/ui/badge";
import { formatDuration } from "@/ui/format";
import { LeftToRight } from "@/ui/isolated";
import { Money, Nothing } from "@/ui/money";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { standingOf } from "./call-standing";

/** That what counts is not what was told. */
export function CorrectedBadge({ isVoid }: { isVoid: boolean }) {
  return <Badge tone="warn">{isVoid ? m.calls.void : m.calls.corrected}</Badge>;
}

export const CALL_COLUMNS: Column<Call>[] = [
  { key: "started", header: m.fields.started, cell: (call) => <Time at={call.started_at} /> },
  {
    key: "parties",
    header: m.calls.parties,
    cell: (call) => (
      <LeftToRight className="nums">
        <span className="whitespace-nowrap">{call.caller}</span>{" "}
        <span className="whitespace-nowrap">
          <span className="text-ink-3">→</span> {call.callee}
        </span>
      </LeftToRight>
    ),
  },
  {
    key: "disposition",
    header: m.fields.disposition,
    cell: (call) => (
      <span className="inline-flex flex-wrap gap-1.5">
        <StatePill state={call.disposition} />
        {call.in_force ? <CorrectedBadge isVoid={call.in_force.is_void} /> : null}
      </span>
    ),
  },
  { key: "module", header: m.fields.module, cell: (call) => call.module?.name ?? <Nothing />, from: "lg" },
  {
    key: "duration",
    header: m.fields.billable,
    align: "end",
    cell: (call) => <span className="nums">{formatDuration(standingOf(call).billableSeconds)}</span>,
    from: "md",
  },
  {
    key: "amount",
    header: m.fields.rated,
    align: "end",
    cell: (call) => <Money value={standingOf(call).rated} digits={4} />,
  },
];
