/** Amounts by currency as they are typed. `key` keeps what is typed in its row when one above is removed. */
export type ThresholdRow = { key: number; currency: string; amount: string };
type Threshold = Omit<ThresholdRow, "key">;

export const thresholdRowsOf = (thresholds: readonly Threshold[]): ThresholdRow[] =>
  thresholds.map(({ currency, amount }, key) => ({ key, currency, amount }));

export const thresholdsIn = (rows: readonly ThresholdRow[]): Threshold[] =>
  rows.map(({ currency, amount }) => ({ currency: currency.toUpperCase(), amount }));

/** One more row, in the currency that is meant first where that is free. */
export function withThreshold(rows: readonly ThresholdRow[], currency = ""): ThresholdRow[] {
  const free = rows.every((row) => row.currency !== currency);
  const key = 1 + Math.max(-1, ...rows.map((row) => row.key));
  return [...rows, { key, currency: free ? currency : "", amount: "" }];
}
