import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Problem } from "@/api/problem";
import type { Company } from "@/api/types";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { rateField, rowsOf, withRow, type TaxRateRow } from "./tax-rates";

/** A ratio below one, as the server takes it. */
export const RATIO = "0(\\.\\d{1,6})?";
const CODE_MAX = 40;

type Props = { company: Company | undefined; problem: Problem | null };

/** Rates of prices that have a tax code; all others have the rate above. */
export function TaxRateFields({ company, problem }: Props) {
  const [rows, setRows] = useState(() => rowsOf(company?.billing_profile.tax_rates));
  const put = (key: number, change: Partial<TaxRateRow>) =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const c = m.companies;
  const general = problem?.for("billing_profile/tax_rates");
  return (
    <fieldset className="sm:col-span-2">
      <legend className="text-sm font-medium">{c.tax_rates}</legend>
      <p className="text-ink-3 mb-2 text-xs">{c.tax_rates_hint}</p>
      {rows.map((row, index) => (
        <div key={row.key} className="mb-2 grid grid-cols-[minmax(0,14rem)_minmax(0,8rem)_2rem] items-start gap-2">
          <TextField
            name="tax_code"
            hideLabel
            label={c.tax_rate_field(index + 1, c.tax_code)}
            value={row.code}
            onChange={(event) => put(row.key, { code: event.target.value })}
            placeholder={c.tax_code}
            error={problem?.for(rateField(row.code.trim()))}
            maxLength={CODE_MAX}
            required
          />
          <TextField
            name="tax_code_rate"
            hideLabel
            label={c.tax_rate_field(index + 1, m.fields.tax_rate)}
            value={row.rate}
            onChange={(event) => put(row.key, { rate: event.target.value })}
            placeholder="0.07"
            inputMode="decimal"
            pattern={RATIO}
            required
          />
          <IconButton
            label={c.remove_tax_rate(index + 1)}
            onClick={() => setRows((before) => before.filter((one) => one.key !== row.key))}
          >
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      {general ? <p className="text-bad mb-2 text-xs">{general}</p> : null}
      <Button size="sm" onClick={() => setRows(withRow)}>
        <Plus aria-hidden className="size-3.5" />
        {c.add_tax_rate}
      </Button>
    </fieldset>
  );
}
