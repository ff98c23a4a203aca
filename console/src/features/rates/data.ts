import { queryOptions, type UseQueryResult } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Problem, unwrap, worthRetrying } from "@/api/problem";
import type { ExchangeRate, RateHold, RateSources } from "@/api/types";
import type { Search } from "@/app/searches";

/** How often a rate that is looked at is asked for: one that grows old, or is refused by now, is told by no fact. */
const WHILE_LOOKED_AT_MILLISECONDS = 4 * 60_000;

export type Asked = { from: string; to: string; at: string | undefined; company: string | undefined };

/** A company that lives by a clock of its own hears the rates of its time: that is why the company is told. */
export const rateQuery = (query: Asked) =>
  queryOptions({
    queryKey: ["rates", "pair", query],
    queryFn: () => unwrap(api.GET("/api/v1/exchange-rate", { params: { query } })),
    // That of a past day stays what it is.
    refetchInterval: query.at === undefined && WHILE_LOOKED_AT_MILLISECONDS,
    // What is too old does not get younger by asking twice, though it is told as a 503.
    retry: (failures, error) => codeOf(error) !== "rates_too_old" && worthRetrying(failures, error),
  });

/** The rate that counts: what an earlier answer said is none once the server refuses. */
export const counting = ({ isError, data }: Pick<UseQueryResult<ExchangeRate>, "isError" | "data">) =>
  isError ? undefined : data;

export const codeOf = (error: unknown) => (error instanceof Problem ? error.code : undefined);

type Span = Omit<Asked, "at"> & { since: string; until: string };

export const courseQuery = (query: Span) =>
  queryOptions({
    queryKey: ["rates", "course", query],
    queryFn: () => unwrap(api.GET("/api/v1/exchange-rate-series", { params: { query } })),
  });

const WHILE_ASKING_MILLISECONDS = 1_500;

/** A source that says nothing new is told by no fact: while somebody waits for a fetch the page looks by itself. */
export const sourcesQuery = (asking = false) =>
  queryOptions({
    queryKey: ["rates", "sources"],
    queryFn: () => unwrap(api.GET("/api/v1/rate-sources")),
    refetchInterval: asking && WHILE_ASKING_MILLISECONDS,
  });

/** When any source was asked last. */
export const lastAsked = (sources: RateSources | undefined): string =>
  (sources?.items ?? []).reduce((last, { asked_at }) => (asked_at && asked_at > last ? asked_at : last), "");

/** An answer of a source never changes. */
export const answerQuery = (id: string) =>
  queryOptions({
    queryKey: ["rates", "answer", id],
    queryFn: () => unwrap(api.GET("/api/v1/rate-sheets/{sheet_id}", { params: { path: { sheet_id: id } } })),
    staleTime: Infinity,
  });

export const fetchRates = () => unwrap(api.POST("/api/v1/rate-fetches"));

export function holdsQuery({ state, cursor }: Pick<Search<"rates">, "state" | "cursor">, limit?: number) {
  const query = { state, cursor, limit };
  return queryOptions({
    queryKey: ["rates", "holds", query],
    queryFn: () => unwrap(api.GET("/api/v1/rate-holds", { params: { query } })),
  });
}

export const holdQuery = (id: string) =>
  queryOptions({
    queryKey: ["rates", "hold", id],
    queryFn: () => unwrap(api.GET("/api/v1/rate-holds/{hold_id}", { params: { path: { hold_id: id } } })),
  });

export type Decision = "accept" | "refuse";

/** The rate that was on the screen goes along: when the source says another one by now, nobody has decided about it. */
export const decide = (hold: Pick<RateHold, "id" | "rate">, decision: Decision, note: string) =>
  unwrap(
    api.POST("/api/v1/rate-holds/{hold_id}/decisions", {
      params: { path: { hold_id: hold.id } },
      body: { decision, note, rate: hold.rate },
    }),
  );

export function conversionsQuery(company: string | undefined, cursor: string | undefined) {
  const query = { company, cursor };
  return queryOptions({
    queryKey: ["conversions", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/conversions", { params: { query } })),
  });
}

/** A row of the log never changes. */
export const conversionQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversions", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/conversions/{conversion_id}", { params: { path: { conversion_id: id } } })),
    staleTime: Infinity,
  });
