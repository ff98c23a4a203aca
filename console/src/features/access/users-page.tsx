import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { User } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { CompanyName } from "@/features/companies/company-name";
import { Badge, StatePill } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ListView } from "@/ui/list-view";
import { PageFrame } from "@/ui/page";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { CreateUserDialog } from "./create-user-dialog";
import { usersQuery } from "./data";
import { EditUserDialog } from "./edit-user-dialog";

const f = m.fields;

function columns(withCompany: boolean): Column<User>[] {
  const company: Column<User> = {
    key: "company",
    header: f.company,
    cell: (user) => (user.company_id ? <CompanyName id={user.company_id} /> : m.users.operator),
    from: "md",
  };
  return [
    { key: "name", header: f.name, cell: (user) => <NameCell user={user} /> },
    ...(withCompany ? [company] : []),
    { key: "roles", header: f.roles, cell: (user) => <Roles roles={user.roles} /> },
    { key: "state", header: f.state, cell: (user) => <StatePill state={user.state} /> },
    { key: "seen", header: f.last_sign_in, cell: (user) => <Time at={user.last_sign_in_at} />, from: "lg" },
    { key: "created", header: f.created, cell: (user) => <Time at={user.created_at} day />, from: "xl" },
  ];
}

function NameCell({ user }: { user: User }) {
  return (
    <span className="block py-2">
      <span className="block font-medium">{user.name}</span>
      <span className="text-ink-3 text-xs">{user.email}</span>
    </span>
  );
}

function Roles({ roles }: { roles: string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {roles.map((role) => (
        <Badge key={role}>{m.roles[role] ?? role}</Badge>
      ))}
    </span>
  );
}

export function UsersPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const list = useListState<Search<"paged">>([]);
  const query = useQuery(usersQuery(company, list.search.cursor));
  const mayManage = useCan("users.manage");
  const [creating, setCreating] = useState(false);
  const [edited, setEdited] = useState<User | null>(null);
  const create = mayManage ? (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden className="size-4" />
      {m.users.create}
    </Button>
  ) : null;
  return (
    <PageFrame title={m.nav.users} lead={m.users.lead} actions={create}>
      <ListView<User>
        query={query}
        list={list}
        caption={m.nav.users}
        columns={columns(selected === null)}
        rowKey={(user) => user.id}
        {...(mayManage && { onOpen: setEdited })}
        empty={m.users.empty}
      />
      {creating ? <CreateUserDialog onClose={() => setCreating(false)} /> : null}
      {edited ? <EditUserDialog user={edited} onClose={() => setEdited(null)} /> : null}
    </PageFrame>
  );
}
