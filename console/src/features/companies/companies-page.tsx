import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Company } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { Button, TextLink } from "@/ui/button";
import { ListView } from "@/ui/list-view";
import { PageFrame } from "@/ui/page";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { CreateCompanyDialog } from "./create-company-dialog";
import { companiesQuery } from "./data";

const COLUMNS: Column<Company>[] = [
  {
    key: "name",
    header: m.fields.name,
    cell: (company) => (
      <TextLink to="/companies/$companyId" params={{ companyId: company.id }}>
        {company.name}
      </TextLink>
    ),
  },
  { key: "state", header: m.fields.state, cell: (company) => <StatePill state={company.state} /> },
  { key: "zone", header: m.fields.zone, cell: (company) => company.zone, from: "md" },
  { key: "currency", header: m.fields.currency, cell: (company) => company.currency },
  {
    key: "cycle",
    header: m.fields.cycle_day,
    cell: (company) => company.billing_cycle_day ?? m.companies.anniversary,
    from: "lg",
  },
  { key: "created", header: m.fields.created, cell: (company) => <Time at={company.created_at} day />, from: "lg" },
];

export function CompaniesPage() {
  const list = useListState<Search<"paged">>([]);
  const query = useQuery(companiesQuery(list.search.cursor));
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const mayCreate = useCan("companies.manage");
  const create = mayCreate ? (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden className="size-4" />
      {m.companies.create}
    </Button>
  ) : null;
  return (
    <PageFrame title={m.nav.companies} lead={m.companies.lead} actions={create}>
      <ListView
        query={query}
        list={list}
        caption={m.nav.companies}
        columns={COLUMNS}
        rowKey={(company) => company.id}
        onOpen={(company) => void navigate({ to: "/companies/$companyId", params: { companyId: company.id } })}
        empty={{ ...m.companies.empty, action: create }}
      />
      {creating ? <CreateCompanyDialog onClose={() => setCreating(false)} /> : null}
    </PageFrame>
  );
}
