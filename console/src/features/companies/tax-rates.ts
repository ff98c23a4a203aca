import { Problem } from "@/api/problem";
import { m } from "@/app/messages";

/** `key` keeps what is typed in its row when one above is removed. */
export type TaxRateRow = { key: number; code: string; rate: string };

export const rowsOf = (rates: Record<string, string> | undefined): TaxRateRow[] =>
  Object.entries(rates ?? {}).map(([code, rate], key) => ({ key, code, rate }));

export const withRow = (rows: readonly TaxRateRow[]): TaxRateRow[] => [
  ...rows,
  { key: 1 + Math.max(-1, ...rows.map((row) => row.key)), code: "", rate: "" },
];

/** Where the server says what is wrong with the rate of a code. */
export const rateField = (code: string) =>
  `billing_profile/tax_rates/${code.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The rates by code that the form tells. Of two rates of a code one would be lost unseen: that is refused as the server would refuse it. */
export function ratesFrom(form: FormData): Record<string, string> {
  const [codes, rates] = ["tax_code", "tax_code_rate"].map((name) =>
    form.getAll(name).map((one) => String(one).trim()),
  );
  const told = (codes ?? []).map((code, index) => [code, rates?.[index] ?? ""] as const);
  const twice = told.find(([code], index) => told.findIndex(([other]) => other === code) < index);
  if (twice) {
    const detail = m.companies.tax_code_twice(twice[0]);
    throw new Problem(422, { title: m.error.see_fields, errors: [{ pointer: `/${rateField(twice[0])}`, detail }] });
  }
  return Object.fromEntries(told);
}
