import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Line } from "@/api/types";
import { m } from "@/app/messages";
import { CALL_COLUMNS } from "@/features/usage/call-columns";
import { Button } from "@/ui/button";
import { Sheet } from "@/ui/dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Table } from "@/ui/table";
import { explainQuery, lineCallsQuery } from "./data";
import { ExplainSteps } from "./explain-steps";

type Props = { invoiceId: string; line: Line | undefined; onClose: () => void };

export function ExplainSheet({ invoiceId, line, onClose }: Props) {
  return (
    <Sheet
      open={line !== undefined}
      onClose={onClose}
      title={m.explain.title}
      {...(line && { description: line.description })}
      wide
    >
      {line ? (
        <Explanation key={line.id} path={{ invoice_id: invoiceId, line_id: line.id }} hasCalls={line.has_calls} />
      ) : null}
    </Sheet>
  );
}

type Path = { invoice_id: string; line_id: string };

function Explanation({ path, hasCalls }: { path: Path; hasCalls: boolean }) {
  const query = useQuery(explainQuery(path));
  if (query.isPending) return <LinesSkeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="flex flex-col gap-6">
      <ExplainSteps explain={query.data} />
      {hasCalls ? <LineCalls path={path} /> : null}
    </div>
  );
}

/** The way down from the amount to the single calls in it; cursors already seen are the way back. */
function LineCalls({ path }: { path: Path }) {
  const [trail, setTrail] = useState<string[]>([]);
  const query = useQuery(lineCallsQuery(path, trail.at(-1)));
  if (query.isPending) return <LinesSkeleton lines={6} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const next = query.data.next_cursor;
  const columns = CALL_COLUMNS.filter((column) => column.key !== "module");
  return (
    <section aria-labelledby="line-calls">
      <h3 id="line-calls" className="mb-2 text-base font-semibold">
        {m.explain.calls}
      </h3>
      <div className="overflow-hidden rounded-lg border">
        <Table caption={m.explain.calls} columns={columns} rows={query.data.items} rowKey={(call) => call.id} />
      </div>
      <div className="mt-2 flex justify-end gap-1.5">
        <Button size="sm" disabled={trail.length === 0} onClick={() => setTrail(trail.slice(0, -1))}>
          {m.kit.previous}
        </Button>
        <Button size="sm" disabled={!next} onClick={() => next && setTrail([...trail, next])}>
          {m.kit.next}
        </Button>
      </div>
    </section>
  );
}
