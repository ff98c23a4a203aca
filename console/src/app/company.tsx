import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { allCompanies } from "@/features/companies/data";
import { merge } from "./list-state";
import { useIsOperator, useSession } from "./session";

type Selected = { id: string; name: string; zone: string; currency: string } | null;

/** The `company` to send with a request: the operator's choice from the URL; a company user never names one. */
export function useCompanyParam(): string | undefined {
  const { company } = useSearch({ strict: false }) as { company?: string };
  return useIsOperator() ? company : undefined;
}

/** The company whose numbers are on the screen, or null for the operator across all companies. */
export function useSelectedCompany(): Selected {
  const session = useSession();
  const param = useCompanyParam();
  const companies = useQuery({ ...allCompanies, enabled: session.company === null });
  if (session.company) return session.company;
  return companies.data?.items.find((company) => company.id === param) ?? null;
}

export function useChooseCompany(): (id: string | undefined) => void {
  const navigate = useNavigate();
  // Cursors and open details belong to the former company.
  return (id) =>
    void navigate({
      to: ".",
      search: ((before: object) => merge(before as never, { ...FORGOTTEN, company: id })) as never,
    });
}

const FORGOTTEN = {
  cursor: undefined,
  call: undefined,
  line: undefined,
  module: undefined,
  invoice: undefined,
  source: undefined,
  delivery: undefined,
  refund: undefined,
  mail: undefined,
};
