import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";

/** Every currency with its name and sign in the reader's language; what a currency is called does not change while somebody looks. */
export const currenciesQuery = (locale: string) =>
  queryOptions({
    queryKey: ["currencies", locale],
    queryFn: () => named(new Intl.Locale(locale).baseName),
    staleTime: Infinity,
  });

/** In a language that the server has no names for they are called as the company would call them. */
async function named(locale: string) {
  try {
    return await read(locale);
  } catch (error) {
    if (error instanceof Problem && error.status === 422) return read(undefined);
    throw error;
  }
}

const read = (locale: string | undefined) => unwrap(api.GET("/api/v1/currencies", { params: { query: { locale } } }));
