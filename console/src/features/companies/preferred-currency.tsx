import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Company } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { CurrencyField } from "@/ui/currency-field";
import { FormDialog } from "@/ui/form-dialog";
import { field } from "./forms";

const c = m.currencies;

/** Another currency for a company, from the next period of each of its subscriptions on. */
export function ChangeCurrency({ company }: { company: Company }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{c.change}</Button>
      {open ? <CurrencyDialog company={company} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function CurrencyDialog({ company, onClose }: { company: Company; onClose: () => void }) {
  const [code, setCode] = useState(company.currency);
  return (
    <FormDialog
      title={c.title(company.name)}
      description={c.lead}
      submit={c.change}
      disabled={code === ""}
      act={async (form) =>
        unwrap(
          api.PUT("/api/v1/company/{company_id}/preferred-currency", {
            params: { path: { company_id: company.id } },
            body: { currency: field(form, "currency") },
          }),
        )
      }
      stale={[["companies"], ["subscriptions"]]}
      said={({ currency }) => c.changed(currency)}
      onClose={onClose}
    >
      {(problem) => (
        <CurrencyField
          name="currency"
          label={c.preferred}
          value={code}
          onChange={setCode}
          required
          error={problem?.for("currency")}
        />
      )}
    </FormDialog>
  );
}
