import { useQuery } from "@tanstack/react-query";
import type { ProviderNotice } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { NOTICE_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { providersQuery } from "@/features/payments/data";
import { providerName } from "@/features/payments/provider-name";
import { StatePill } from "@/ui/badge";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { noticesQuery } from "./data";
import { EffectText } from "./effect-text";
import { NoticeSheet } from "./notice-sheet";

const n = m.notices;

const COLUMNS: Column<ProviderNotice>[] = [
  { key: "kind", header: n.kind, cell: (notice) => <Kind notice={notice} /> },
  { key: "state", header: m.fields.state, cell: (notice) => <StatePill state={notice.state} /> },
  { key: "provider", header: m.fields.provider, cell: (notice) => providerName(notice.provider), from: "md" },
  {
    key: "effect",
    header: n.effect,
    cell: (notice) => (
      <span className="text-ink-2 line-clamp-2 max-w-[26rem] py-1.5">
        <EffectText text={notice.effect} />
      </span>
    ),
    from: "lg",
  },
  {
    key: "received",
    header: n.received,
    align: "end",
    cell: (notice) => <Time at={notice.received_at} />,
    from: "md",
  },
];

function Kind({ notice }: { notice: ProviderNotice }) {
  return (
    <span className="block py-2">
      <code className="block text-xs font-medium break-all">{notice.kind}</code>
      <span className="text-ink-3 block text-xs md:hidden">
        {providerName(notice.provider)} · <Time at={notice.received_at} />
      </span>
    </span>
  );
}

/** For the operator: what payment providers told by themselves, and what came of it. */
export function NoticesPage() {
  const mayRead = useCan("notices.read");
  const list = useListState<Search<"notices">>(["provider", "state"]);
  const query = useQuery({ ...noticesQuery(list.search), enabled: mayRead });
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const open = (notice: string | undefined) => list.set({ notice, cursor: list.search.cursor });
  return (
    <PageFrame title={n.title} lead={n.lead}>
      <ListView<ProviderNotice>
        query={query}
        list={list}
        caption={n.title}
        columns={COLUMNS}
        rowKey={(notice) => notice.id}
        onOpen={(notice) => open(notice.id)}
        openKey={list.search.notice}
        filters={<Filters list={list} />}
        empty={n.empty}
      />
      <NoticeSheet id={list.search.notice} onClose={() => open(undefined)} />
    </PageFrame>
  );
}

function Filters({ list }: { list: ReturnType<typeof useListState<Search<"notices">>> }) {
  const mayAsk = useCan("payments.read");
  const { data } = useQuery({ ...providersQuery, enabled: mayAsk });
  const { provider, state } = list.search;
  // A provider that was connected once has notices still: what the link names stays in the list.
  const providers = [...new Set([...(data ?? []), ...(provider ? [provider] : [])])];
  return (
    <>
      <SelectFilter
        label={m.fields.provider}
        any={n.any_provider}
        value={provider}
        options={providers.map((value) => ({ value, label: providerName(value) }))}
        onChange={(chosen) => list.set({ provider: chosen })}
      />
      <SelectFilter
        label={m.fields.state}
        any={m.kit.any_state}
        value={state}
        options={NOTICE_STATES.map((value) => ({ value, label: n.states[value] }))}
        onChange={(chosen) => list.set({ state: chosen as Search<"notices">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
}
