import { useQuery } from "@tanstack/react-query";
import { sourcesQuery } from "./data";

/** Who it is, by the name that has to be shown wherever their figures are. */
export function useSourceName(source: string | null): string {
  const { data } = useQuery(sourcesQuery());
  return data?.items.find((one) => one.source === source)?.name ?? source ?? "";
}
