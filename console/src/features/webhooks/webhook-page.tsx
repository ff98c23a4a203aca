import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { WebhookDelivery, WebhookEndpoint } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { DELIVERY_STATES, type Search } from "@/app/searches";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Quantity } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { deliveriesQuery, endpointQuery } from "./data";
import { DeliverySheet } from "./delivery-sheet";
import { EndpointActions } from "./endpoint-actions";
import { EndpointState, Kinds } from "./webhooks-page";

const t = m.webhooks;
const f = m.fields;

const COLUMNS: Column<WebhookDelivery>[] = [
  { key: "kind", header: t.kind, cell: (one) => <code className="text-xs font-medium break-all">{one.kind}</code> },
  { key: "state", header: f.state, cell: (one) => <StatePill state={one.state} /> },
  { key: "attempts", header: f.attempts, align: "end", cell: (one) => <Quantity value={one.attempts} />, from: "md" },
  { key: "next", header: t.next_attempt, cell: (one) => <Time at={one.next_attempt_at} />, from: "lg" },
  { key: "created", header: f.created, align: "end", cell: (one) => <Time at={one.created_at} />, from: "md" },
];

export function WebhookPage() {
  const { endpointId } = useParams({ from: "/shell/webhooks/$endpointId" });
  const query = useQuery(endpointQuery(endpointId));
  const above = <TextLink to="/webhooks">{t.title}</TextLink>;
  if (!query.isSuccess) return <UnreadPage title={t.title} above={above} query={query} />;
  const endpoint = query.data;
  return (
    <PageFrame
      title={new URL(endpoint.url).host}
      above={above}
      badge={<EndpointState endpoint={endpoint} />}
      lead={<CopyableId id={endpoint.id} />}
      actions={<EndpointActions endpoint={endpoint} />}
    >
      <Standing endpoint={endpoint} />
      <Facts endpoint={endpoint} />
      <Deliveries endpointId={endpoint.id} />
    </PageFrame>
  );
}

/** Why nothing arrives. */
function Standing({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { disabled_because: because, failing_since: since } = endpoint;
  if (!because && !since) return null;
  return (
    <p className="bg-warn-soft text-warn rounded-md px-3 py-2 text-sm">
      {because ? (
        t.because[because]
      ) : (
        <>
          {t.failing} <Time at={since} named />
        </>
      )}
    </p>
  );
}

function Facts({ endpoint }: { endpoint: WebhookEndpoint }) {
  return (
    <Card>
      <Details columns={3}>
        <Detail label={t.url}>
          <span className="break-all">{endpoint.url}</span>
        </Detail>
        <Detail label={t.kinds}>
          <Kinds kinds={endpoint.kinds} />
        </Detail>
        <Detail label={f.description}>{endpoint.description}</Detail>
        <Detail label={t.answerable}>
          <CopyableId id={endpoint.user_id} />
        </Detail>
        <Detail label={f.created}>
          <Time at={endpoint.created_at} named />
        </Detail>
      </Details>
    </Card>
  );
}

function Deliveries({ endpointId }: { endpointId: string }) {
  const list = useListState<Search<"webhook">>(["state"]);
  const query = useQuery(deliveriesQuery(endpointId, list.search));
  const open = (delivery: string | undefined) => list.set({ delivery, cursor: list.search.cursor });
  const filters = (
    <>
      <SelectFilter
        label={f.state}
        any={t.any_state}
        value={list.search.state}
        options={DELIVERY_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as Search<"webhook">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  return (
    <section aria-label={t.deliveries} className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">{t.deliveries}</h2>
      <ListView<WebhookDelivery>
        query={query}
        list={list}
        caption={t.deliveries}
        columns={COLUMNS}
        rowKey={(one) => one.id}
        onOpen={(one) => open(one.id)}
        openKey={list.search.delivery}
        filters={filters}
        empty={t.no_deliveries}
      />
      <DeliverySheet id={list.search.delivery} onClose={() => open(undefined)} />
    </section>
  );
}
