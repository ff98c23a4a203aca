import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ApiKey } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { FormDialog } from "@/ui/form-dialog";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table, TableSkeleton, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { CreateApiKeyDialog } from "./create-api-key-dialog";
import { apiKeysQuery } from "./data";

function columns(onRevoke: ((key: ApiKey) => void) | null): Column<ApiKey>[] {
  const f = m.fields;
  const revoke: Column<ApiKey> = {
    key: "revoke",
    header: m.api_keys.action,
    align: "end",
    cell: (key) =>
      key.revoked_at ? (
        <Badge>{m.api_keys.revoked}</Badge>
      ) : (
        <Button size="sm" look="danger" onClick={() => onRevoke?.(key)}>
          {m.api_keys.revoke}
        </Button>
      ),
  };
  return [
    { key: "name", header: f.name, cell: (key) => <span className="font-medium">{key.name}</span> },
    { key: "prefix", header: m.api_keys.begins, cell: (key) => <code className="text-xs">{key.prefix}…</code> },
    { key: "permissions", header: f.permissions, cell: (key) => m.api_keys.count(key.permissions.length), from: "lg" },
    { key: "used", header: f.last_used, cell: (key) => <Time at={key.last_used_at} />, from: "md" },
    { key: "expires", header: f.expires, cell: (key) => <Time at={key.expires_at} day />, from: "lg" },
    ...(onRevoke ? [revoke] : []),
  ];
}

export function ApiKeys() {
  const query = useQuery(apiKeysQuery);
  const mayManage = useCan("api_keys.manage");
  const [creating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const shape = columns(mayManage ? setRevoked : null);
  const create = mayManage ? (
    <Button size="sm" look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden className="size-3.5" />
      {m.api_keys.create}
    </Button>
  ) : null;
  return (
    <Card title={m.profile.api_keys} note={m.api_keys.lead} actions={create} flush>
      {query.isPending ? (
        <TableSkeleton columns={shape} rows={3} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <EmptyState kind="nothing_yet" {...m.api_keys.empty} />
      ) : (
        <Table caption={m.profile.api_keys} columns={shape} rows={query.data.items} rowKey={(key) => key.id} />
      )}
      {creating ? <CreateApiKeyDialog onClose={() => setCreating(false)} /> : null}
      {revoked ? <RevokeDialog apiKey={revoked} onClose={() => setRevoked(null)} /> : null}
    </Card>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const params = { path: { key_id: apiKey.id } };
  return (
    <FormDialog
      title={m.api_keys.revoke_title(apiKey.name)}
      description={m.api_keys.revoke_body}
      submit={m.api_keys.revoke}
      look="danger"
      act={() => unwrap(api.DELETE("/api/v1/api-keys/{key_id}", { params }))}
      stale={[["api-keys"]]}
      said={() => m.api_keys.revoked_now(apiKey.name)}
      onClose={onClose}
    >
      <code className="text-xs">{apiKey.prefix}…</code>
    </FormDialog>
  );
}
