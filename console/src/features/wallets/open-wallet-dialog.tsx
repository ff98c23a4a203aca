import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

const FORM = "open-wallet";
/** As the server takes it: exact, and small enough that sums of many are held exactly. */
export const AMOUNT = "\\d{1,12}(\\.\\d{1,3})?";

/** An empty wallet in one currency, and at what balance somebody should be told. */
export function OpenWalletDialog({ currency, onClose }: { currency: string; onClose: () => void }) {
  const [told, setTold] = useState(false);
  const company = useCompanyParam();
  const client = useQueryClient();
  const say = useToast();
  const open = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(api.POST("/api/v1/wallets", { params: { query: { company } }, body: walletFrom(form) })),
    onSuccess: async (wallet) => {
      await client.invalidateQueries({ queryKey: ["wallets"] });
      say(m.wallets.opened(wallet.name));
      onClose();
    },
  });
  const problem = open.error instanceof Problem ? open.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    open.mutate(new FormData(event.currentTarget));
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={open.isPending}>
        {m.wallets.open}
      </Button>
    </>
  );
  const amount = (name: "below" | "top_up", label: string) => (
    <TextField
      name={name}
      label={label}
      error={problem?.for(`top_up/${name}`)}
      inputMode="decimal"
      pattern={AMOUNT}
      required
    />
  );
  return (
    <Dialog open onClose={onClose} title={m.wallets.open} description={m.wallets.open_hint} footer={footer}>
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
          <TextField name="name" label={m.fields.name} error={problem?.for("name")} maxLength={120} required />
          <TextField
            name="currency"
            label={m.fields.currency}
            defaultValue={currency}
            error={problem?.for("currency")}
            pattern="[A-Za-z]{3}"
            maxLength={3}
            className="uppercase"
            required
          />
        </div>
        <CheckField
          name="told"
          label={m.wallets.tell}
          hint={m.wallets.tell_hint}
          checked={told}
          onChange={(event) => setTold(event.target.checked)}
        />
        {told ? (
          <>
            <div className="grid gap-3 sm:grid-cols-2">
              {amount("below", m.wallets.low)}
              {amount("top_up", m.wallets.top_up)}
            </div>
            <CheckField name="automatic" label={m.wallets.automatic} hint={m.wallets.automatic_hint} />
          </>
        ) : null}
        <FormProblem error={open.error} />
      </form>
    </Dialog>
  );
}

function walletFrom(form: FormData) {
  const rule = { below: field(form, "below"), top_up: field(form, "top_up"), automatic: form.has("automatic") };
  return {
    name: field(form, "name"),
    currency: field(form, "currency").toUpperCase(),
    top_up: form.has("told") ? rule : null,
  };
}
