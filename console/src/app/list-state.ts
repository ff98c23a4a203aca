import { useNavigate, useRouter, useRouterState, useSearch } from "@tanstack/react-router";

type Search = Record<string, unknown>;

export type ListState<S = Search> = {
  search: S;
  set: (patch: Partial<S>) => void;
  filtered: boolean;
  clear: () => void;
  paged: boolean;
  first: () => void;
  previous: (() => void) | undefined;
  next: (cursor: string) => void;
};

/** Filter, sort and cursor of a list, kept in the URL: reload, share and "back" give the same list. */
export function useListState<S extends Search>(filters: readonly (keyof S & string)[]): ListState<S> {
  const all: Search = useSearch({ strict: false });
  const search = all as S;
  const navigate = useNavigate();
  const router = useRouter();
  const fromPager = useRouterState({ select: (state) => state.location.state.fromPager === true });

  const go = (patch: Search, viaPager = false) =>
    void navigate({
      to: ".",
      search: ((before: Search) => merge(before, patch)) as never,
      state: viaPager ? { fromPager: true } : {},
    });
  return {
    search,
    // Another filter is another list: its cursor means nothing there.
    set: (patch) => go({ cursor: undefined, ...patch }),
    filtered: filters.some((filter) => search[filter] !== undefined),
    clear: () => go({ cursor: undefined, ...Object.fromEntries(filters.map((filter) => [filter, undefined])) }),
    paged: search["cursor"] !== undefined,
    first: () => go({ cursor: undefined }),
    previous: fromPager ? () => router.history.back() : undefined,
    next: (cursor) => go({ cursor }, true),
  };
}

/** Undefined removes a parameter, so that the URL of an unfiltered list is clean. */
export function merge(before: Search, patch: Search): Search {
  return Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== undefined));
}

declare module "@tanstack/history" {
  interface HistoryState {
    fromPager?: boolean;
  }
}
