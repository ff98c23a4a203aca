import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { OpenSession } from "@/api/types";
import { m } from "@/app/messages";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorState, FormProblem } from "@/ui/states";
import { Table, TableSkeleton, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { sessionsQuery } from "./data";

const COLUMNS: Column<OpenSession>[] = [
  { key: "agent", header: m.profile.device, cell: (session) => <Device session={session} /> },
  { key: "address", header: m.profile.address, cell: (session) => session.address, from: "md" },
  { key: "seen", header: m.profile.last_seen, cell: (session) => <Time at={session.last_seen_at} /> },
  { key: "end", header: m.api_keys.action, align: "end", cell: (session) => <EndSession session={session} /> },
];

/** Where this person is signed in; a session that is not theirs can be ended from here. */
export function OpenSessions() {
  const query = useQuery(sessionsQuery);
  return (
    <Card title={m.profile.sessions} flush>
      {query.isPending ? (
        <TableSkeleton columns={COLUMNS} rows={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table
          caption={m.profile.sessions}
          columns={COLUMNS}
          rows={query.data.items}
          rowKey={(session) => session.id}
        />
      )}
    </Card>
  );
}

function Device({ session }: { session: OpenSession }) {
  return (
    <span className="block max-w-96 truncate" title={session.agent}>
      {session.agent}
    </span>
  );
}

function EndSession({ session }: { session: OpenSession }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id: session.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  if (session.is_this_one) return <Badge tone="accent">{m.profile.this_session}</Badge>;
  return (
    <span className="inline-flex items-center gap-2">
      <FormProblem error={end.error} />
      <Button size="sm" look="danger" busy={end.isPending} onClick={() => end.mutate()}>
        {m.profile.end_session}
      </Button>
    </span>
  );
}
