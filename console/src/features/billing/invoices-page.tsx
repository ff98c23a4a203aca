import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Invoice } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { INVOICE_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { ClearFilters, DayRangeFilter, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Money } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import type { Column } from "@/ui/table";
import { Day, PeriodText, Time } from "@/ui/time";
import { BillingRunButton } from "./billing-run";
import { invoicesQuery } from "./data";

type InvoicesSearch = Search<"invoices">;

function columns(withCompany: boolean): Column<Invoice>[] {
  const company: Column<Invoice> = {
    key: "company",
    header: m.fields.company,
    cell: (invoice) => invoice.company_name,
  };
  return [
    {
      key: "number",
      header: m.fields.number,
      cell: (invoice) => (
        <TextLink to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }} className="nums whitespace-nowrap">
          {invoice.number ?? m.invoices.draft}
        </TextLink>
      ),
    },
    ...(withCompany ? [company] : []),
    { key: "state", header: m.fields.state, cell: (invoice) => <StatePill state={invoice.state} /> },
    {
      key: "period",
      header: m.fields.period,
      cell: (invoice) => <PeriodText period={invoice.period} />,
      from: withCompany ? "2xl" : "lg",
    },
    { key: "issued", header: m.fields.issued, cell: (invoice) => <Issued invoice={invoice} />, from: "md" },
    { key: "due", header: m.fields.due_on, cell: (invoice) => <Time at={invoice.due_at} day />, from: "lg" },
    { key: "total", header: m.fields.total, align: "end", cell: (invoice) => <Money value={invoice.total} /> },
    {
      key: "open",
      header: m.fields.open,
      align: "end",
      cell: (invoice) => <Money value={invoice.due} />,
      from: "md",
    },
  ];
}

/** A draft says when it will be issued. */
function Issued({ invoice }: { invoice: Invoice }) {
  if (invoice.state !== "draft") return <Time at={invoice.issued_at} day />;
  return (
    <span className="text-ink-3 whitespace-nowrap">
      {m.drafts.on} <Day day={invoice.issue_on} />
    </span>
  );
}

export function InvoicesPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const navigate = useNavigate();
  const list = useListState<InvoicesSearch>(["from", "to", "state"]);
  const query = useQuery(invoicesQuery(company, list.search));
  const mayRun = useCan("billing.run");
  return (
    <PageFrame title={m.nav.invoices} lead={m.invoices.lead} actions={mayRun ? <BillingRunButton /> : null}>
      <ListView<Invoice>
        query={query}
        list={list}
        caption={m.nav.invoices}
        columns={columns(selected === null)}
        rowKey={(invoice) => invoice.id}
        onOpen={(invoice) => void navigate({ to: "/invoices/$invoiceId", params: { invoiceId: invoice.id } })}
        filters={<InvoiceFilters list={list} />}
        empty={m.invoices.empty}
      />
    </PageFrame>
  );
}

function InvoiceFilters({ list }: { list: ReturnType<typeof useListState<InvoicesSearch>> }) {
  return (
    <>
      <SelectFilter
        label={m.fields.state}
        any={m.kit.any_state}
        value={list.search.state}
        options={INVOICE_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as InvoicesSearch["state"] })}
      />
      <DayRangeFilter from={list.search.from} to={list.search.to} onChange={list.set} />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
}
