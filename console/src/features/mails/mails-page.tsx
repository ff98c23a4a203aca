import { useQuery } from "@tanstack/react-query";
import type { Mail } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { MAIL_KINDS, MAIL_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { CompanyName } from "@/features/companies/company-name";
import { StatePill } from "@/ui/badge";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { mailsQuery } from "./data";
import { MailSheet } from "./mail-sheet";

const t = m.mails;

function columns(withCompany: boolean): Column<Mail>[] {
  const company: Column<Mail> = {
    key: "company",
    header: m.fields.company,
    cell: (mail) => <CompanyName id={mail.company_id} />,
    from: "lg",
  };
  return [
    { key: "title", header: t.subject, cell: (mail) => <Title mail={mail} /> },
    ...(withCompany ? [company] : []),
    { key: "state", header: m.fields.state, cell: (mail) => <StatePill state={mail.state} /> },
    { key: "kind", header: t.kind, cell: (mail) => t.kinds[mail.kind], from: "xl" },
    {
      key: "recipient",
      header: t.recipient,
      cell: (mail) => <span className="break-all">{mail.recipient}</span>,
      from: "md",
    },
    {
      key: "created",
      header: m.fields.created,
      align: "end",
      cell: (mail) => <Time at={mail.created_at} />,
      from: "md",
    },
  ];
}

function Title({ mail }: { mail: Mail }) {
  return (
    <span className="block py-2">
      <span className="block font-medium break-words">{mail.title}</span>
      <span className="text-ink-3 block text-xs md:hidden">
        {mail.recipient} · <Time at={mail.created_at} />
      </span>
    </span>
  );
}

/** What was written to billing addresses, newest first; one of them opens beside the list. */
export function MailsPage() {
  const mayRead = useCan("mails.read");
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const list = useListState<Search<"mails">>(["state", "kind"]);
  const query = useQuery({ ...mailsQuery(company, list.search), enabled: mayRead });
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const open = (mail: string | undefined) => list.set({ mail, cursor: list.search.cursor });
  return (
    <PageFrame title={t.title} lead={t.lead}>
      <ListView<Mail>
        query={query}
        list={list}
        caption={t.title}
        columns={columns(selected === null)}
        rowKey={(mail) => mail.id}
        onOpen={(mail) => open(mail.id)}
        openKey={list.search.mail}
        filters={<Filters list={list} />}
        empty={t.empty}
      />
      <MailSheet id={list.search.mail} onClose={() => open(undefined)} />
    </PageFrame>
  );
}

function Filters({ list }: { list: ReturnType<typeof useListState<Search<"mails">>> }) {
  const { kind, state } = list.search;
  return (
    <>
      <SelectFilter
        label={t.kind}
        any={t.any_kind}
        value={kind}
        options={MAIL_KINDS.map((value) => ({ value, label: t.kinds[value] }))}
        onChange={(chosen) => list.set({ kind: chosen as Search<"mails">["kind"] })}
      />
      <SelectFilter
        label={m.fields.state}
        any={t.any_state}
        value={state}
        options={MAIL_STATES.map((value) => ({ value, label: t.states[value] }))}
        onChange={(chosen) => list.set({ state: chosen as Search<"mails">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
}
