import { useQuery } from "@tanstack/react-query";
import { allCompanies } from "@/features/companies/data";
import { useCan, useIsOperator } from "./session";

/** The server lets one socket follow twenty streams; the platform's own is one of them. */
const COMPANIES_MAX = 19;

/** A company's people hear their company. The operator hears the platform and the chosen company, or else the first companies. */
export function useStreams(company: string | undefined): string[] {
  const operator = useIsOperator();
  const platform = useCan("platform.read");
  const { data } = useQuery({ ...allCompanies, enabled: operator });
  const heard = company ? [company] : (data?.items ?? []).slice(0, COMPANIES_MAX).map((one) => one.id);
  return [...(operator && platform ? ["platform"] : []), ...heard.map((id) => `company:${id}`)];
}
