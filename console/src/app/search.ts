/** Readers for the URL's search parameters. Whatever a link carries, a screen only ever sees values it can show. */
export type Reader<T> = (value: unknown) => T | undefined;
export type SearchOf<R> = { [K in keyof R]?: R[K] extends Reader<infer T> ? T : never };

export const text: Reader<string> = (value) => {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const flag: Reader<true> = (value) => (value === true || value === "true" || value === 1 ? true : undefined);

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export const day: Reader<string> = (value) => (typeof value === "string" && DAY.test(value) ? value : undefined);

/** A currency. */
export const code: Reader<string> = (value) =>
  typeof value === "string" && /^[A-Z]{3}$/.test(value) ? value : undefined;

export const oneOf =
  <const T extends string>(allowed: readonly T[]): Reader<T> =>
  (value) =>
    allowed.find((candidate) => candidate === value);

/** A `validateSearch` that keeps the known parameters that are valid and drops all others. */
export function reads<R extends Record<string, Reader<unknown>>>(readers: R) {
  return (search: Record<string, unknown>): SearchOf<R> => {
    const entries = Object.entries(readers).map(([key, read]) => [key, read(search[key])] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as SearchOf<R>;
  };
}

/** "amount.desc" in the URL. */
export function parseSort(value: string | undefined, fallback: { key: string; descending: boolean }) {
  const [key, direction] = (value ?? "").split(".");
  return key ? { key, descending: direction === "desc" } : fallback;
}

export const sortText = (sort: { key: string; descending: boolean }) =>
  `${sort.key}.${sort.descending ? "desc" : "asc"}`;
