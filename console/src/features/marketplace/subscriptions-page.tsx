import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Subscription } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { companyColumn } from "@/features/companies/company-name";
import { StatePill } from "@/ui/badge";
import { ButtonLink, TextLink } from "@/ui/button";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Quantity } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import type { Column } from "@/ui/table";
import { Day, PeriodText, Time } from "@/ui/time";
import { subscriptionsQuery } from "./data";

const f = m.fields;

const COLUMNS: Column<Subscription>[] = [
  {
    key: "module",
    header: f.module,
    cell: (subscription) => (
      <TextLink to="/subscriptions/$subscriptionId" params={{ subscriptionId: subscription.id }}>
        {subscription.module.name}
      </TextLink>
    ),
  },
  { key: "plan", header: f.plan, cell: (subscription) => subscription.plan.name },
  { key: "state", header: f.state, cell: (subscription) => <StatePill state={subscription.state} /> },
  {
    key: "quantity",
    header: f.quantity,
    align: "end",
    cell: (subscription) => <Quantity value={subscription.quantity} />,
    from: "xl",
  },
  {
    key: "period",
    header: m.subscriptions.current_period,
    cell: (subscription) => <PeriodText period={subscription.current_period} />,
    from: "md",
  },
  { key: "anchor", header: f.anchor, cell: (subscription) => <Day day={subscription.anchor_on} />, from: "xl" },
  {
    key: "cancel",
    header: m.subscriptions.ends,
    cell: (subscription) => <Time at={subscription.canceled_at ?? subscription.cancel_at} day />,
    from: "lg",
  },
];

export function SubscriptionsPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const navigate = useNavigate();
  const list = useListState<Search<"subscriptions">>(["state"]);
  const query = useQuery(subscriptionsQuery(company, list.search));
  const filters = (
    <>
      <SelectFilter
        label={f.state}
        any={m.kit.any_state}
        value={list.search.state}
        options={(["active", "canceled"] as const).map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as Search<"subscriptions">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  const shop = <ButtonLink to="/marketplace">{m.nav.marketplace}</ButtonLink>;
  return (
    <PageFrame title={m.nav.subscriptions} lead={m.subscriptions.lead} actions={shop}>
      <ListView<Subscription>
        query={query}
        list={list}
        caption={m.nav.subscriptions}
        columns={[...companyColumn<Subscription>(selected === null), ...COLUMNS]}
        rowKey={(subscription) => subscription.id}
        onOpen={({ id }) => void navigate({ to: "/subscriptions/$subscriptionId", params: { subscriptionId: id } })}
        filters={filters}
        empty={{ ...m.subscriptions.empty, action: shop }}
      />
    </PageFrame>
  );
}
