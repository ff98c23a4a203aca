import type { Column } from "@/ui/table";
import { m } from "@/app/messages";
import { useCompanyName } from "./data";

export function CompanyName({ id }: { id: string }) {
  return <bdi>{useCompanyName(id)}</bdi>;
}

/** The column that only makes sense when several companies share the list. */
export function companyColumn<T extends { company_id: string }>(shown: boolean): Column<T>[] {
  if (!shown) return [];
  return [{ key: "company", header: m.fields.company, cell: (row) => <CompanyName id={row.company_id} />, from: "md" }];
}
