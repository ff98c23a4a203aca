import { useCallback } from "react";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import type { Search } from "@/app/searches";

const FIRST = "EUR";
const otherThan = (code: string) => (code === "USD" ? "EUR" : "USD");

/** The pair and the day that are looked at: in the URL, so that a link shows the same. At first the company's own currency. */
export function usePair() {
  const list = useListState<Search<"rates">>([]);
  const company = useCompanyParam();
  const own = useSelectedCompany()?.currency ?? FIRST;
  const { search, set } = list;
  const from = search.from ?? (search.to === own ? otherThan(own) : own);
  const to = search.to ?? otherThan(from);
  const swap = useCallback(() => set({ from: to, to: from }), [set, from, to]);
  return {
    asked: { from, to, at: search.at, company },
    span: search.span ?? ("90d" as const),
    // Two that are the same have nothing to say to each other: the other one moves away.
    chooseFrom: (code: string) => set(code === to ? { from: to, to: from } : { from: code, to }),
    chooseTo: (code: string) => set(code === from ? { from: to, to: from } : { from, to: code }),
    swap,
    set,
  };
}

export type PairState = ReturnType<typeof usePair>;
