import { useState } from "react";
import { api } from "@/api/client";
import { unwrap, type Problem } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { CheckField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

/** As the server takes it: exact, and small enough that sums of many are held exactly. */
export const AMOUNT = "\\d{1,12}(\\.\\d{1,3})?";

/** An empty wallet in one currency, and at what balance somebody should be told. */
export function OpenWalletDialog({ currency, onClose }: { currency: string; onClose: () => void }) {
  const company = useCompanyParam();
  const open = (form: FormData) =>
    unwrap(api.POST("/api/v1/wallets", { params: { query: { company } }, body: walletFrom(form) }));
  return (
    <FormDialog
      title={m.wallets.open}
      description={m.wallets.open_hint}
      submit={m.wallets.open}
      act={open}
      stale={[["wallets"]]}
      said={({ name }) => m.wallets.opened(name)}
      onClose={onClose}
    >
      {(problem) => (
        <>
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
          <TopUpFields problem={problem} />
        </>
      )}
    </FormDialog>
  );
}

function TopUpFields({ problem }: { problem: Problem | null }) {
  const [told, setTold] = useState(false);
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
    <>
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
    </>
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
