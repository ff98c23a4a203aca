import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { CurrencyField } from "./currency-field";
import { BLANK, isDiscount, itemBody } from "./item-draft";
import { ItemFields } from "./item-fields";

const FORM = "add-item";

/** A line that waits for the company's next invoice. */
export function AddItemDialog({ currency: own, onClose }: { currency: string; onClose: () => void }) {
  const [draft, setDraft] = useState(BLANK);
  const [currency, setCurrency] = useState(own);
  const company = useCompanyParam();
  const client = useQueryClient();
  const say = useToast();
  const add = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/invoice-items", {
          params: { query: { company } },
          body: { currency, ...itemBody(draft) },
        }),
      ),
    onSuccess: async ({ description }) => {
      await client.invalidateQueries({ queryKey: ["invoices"] });
      say(m.items.added(description));
      onClose();
    },
  });
  const problem = add.error instanceof Problem ? add.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate();
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={add.isPending}>
        {m.items.add}
      </Button>
    </>
  );
  return (
    <Dialog open wide onClose={onClose} title={m.items.add} description={m.items.add_hint} footer={footer}>
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <ItemFields draft={draft} currency={currency} problemOf={(name) => problem?.for(name)} onChange={setDraft} />
        <CurrencyField value={currency} error={problem?.for("currency")} onChange={setCurrency} />
        {isDiscount(draft) ? <p className="text-ink-2 text-sm">{m.items.discount_waits}</p> : null}
        <FormProblem error={add.error} />
      </form>
    </Dialog>
  );
}
