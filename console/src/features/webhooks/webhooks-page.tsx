import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { WebhookEndpoint } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { CompanyName } from "@/features/companies/company-name";
import { Badge } from "@/ui/badge";
import { Button, TextLink } from "@/ui/button";
import { ListView } from "@/ui/list-view";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { endpointsQuery } from "./data";
import { CreateEndpointDialog } from "./endpoint-dialogs";

const t = m.webhooks;

function columns(withCompany: boolean): Column<WebhookEndpoint>[] {
  const company: Column<WebhookEndpoint> = {
    key: "company",
    header: m.fields.company,
    cell: (one) => (one.company_id ? <CompanyName id={one.company_id} /> : t.platform),
    from: "md",
  };
  return [
    { key: "url", header: t.url, cell: (one) => <Address endpoint={one} /> },
    ...(withCompany ? [company] : []),
    { key: "state", header: m.fields.state, cell: (one) => <EndpointState endpoint={one} /> },
    { key: "kinds", header: t.kinds, cell: (one) => <Kinds kinds={one.kinds} />, from: "lg" },
    { key: "created", header: m.fields.created, cell: (one) => <Time at={one.created_at} day />, from: "xl" },
  ];
}

function Address({ endpoint }: { endpoint: WebhookEndpoint }) {
  return (
    <span className="block max-w-[26rem] py-2">
      <TextLink to="/webhooks/$endpointId" params={{ endpointId: endpoint.id }} className="block truncate">
        {endpoint.url}
      </TextLink>
      {endpoint.description ? <span className="text-ink-3 block truncate text-xs">{endpoint.description}</span> : null}
    </span>
  );
}

export function EndpointState({ endpoint }: { endpoint: WebhookEndpoint }) {
  if (!endpoint.enabled)
    return <Badge tone={endpoint.disabled_because === "asked" ? "neutral" : "bad"}>{t.disabled}</Badge>;
  return (
    <Badge tone={endpoint.failing_since ? "warn" : "good"}>
      {endpoint.failing_since ? m.states.failing : t.enabled}
    </Badge>
  );
}

export function Kinds({ kinds }: { kinds: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {kinds.map((kind) => (
        <Badge key={kind}>{kind === "*" ? t.everything : kind}</Badge>
      ))}
    </span>
  );
}

export function WebhooksPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const navigate = useNavigate();
  const mayRead = useCan("webhooks.read");
  const mayManage = useCan("webhooks.manage");
  const list = useListState<Search<"paged">>([]);
  const query = useQuery({ ...endpointsQuery(company, list.search.cursor), enabled: mayRead });
  const [creating, setCreating] = useState(false);
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const create = mayManage ? (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden className="size-4" />
      {t.create}
    </Button>
  ) : null;
  return (
    <PageFrame title={t.title} lead={t.lead} actions={create}>
      <ListView<WebhookEndpoint>
        query={query}
        list={list}
        caption={t.title}
        columns={columns(selected === null)}
        rowKey={(one) => one.id}
        onOpen={(one) => void navigate({ to: "/webhooks/$endpointId", params: { endpointId: one.id } })}
        empty={t.empty}
      />
      {creating ? <CreateEndpointDialog onClose={() => setCreating(false)} /> : null}
    </PageFrame>
  );
}
