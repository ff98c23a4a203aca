import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { FormDialog } from "@/ui/form-dialog";
import { CurrencyField } from "./currency-field";
import { BLANK, isDiscount, itemBody } from "./item-draft";
import { ItemFields } from "./item-fields";

/** A line that waits for the company's next invoice. */
export function AddItemDialog({ currency: own, onClose }: { currency: string; onClose: () => void }) {
  const [draft, setDraft] = useState(BLANK);
  const [currency, setCurrency] = useState(own);
  const company = useCompanyParam();
  const add = () => {
    const body = { currency, ...itemBody(draft) };
    return unwrap(api.POST("/api/v1/invoice-items", { params: { query: { company } }, body }));
  };
  return (
    <FormDialog
      wide
      title={m.items.add}
      description={m.items.add_hint}
      submit={m.items.add}
      act={add}
      stale={[["invoices"]]}
      said={({ description }) => m.items.added(description)}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <ItemFields draft={draft} currency={currency} problemOf={(name) => problem?.for(name)} onChange={setDraft} />
          <CurrencyField value={currency} error={problem?.for("currency")} onChange={setCurrency} />
          {isDiscount(draft) ? <p className="text-ink-2">{m.items.discount_waits}</p> : null}
        </>
      )}
    </FormDialog>
  );
}
