import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Choices } from "@/ui/choices";
import { CheckField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { addMethod, goTo } from "./add-method";
import { providersQuery } from "./data";
import { providerName, TAKES_TOKENS } from "./provider-name";

/** A method is saved where its data belongs: on the provider's own page. Only the simulator's test cards are named here. */
export function AddMethodDialog({ onClose }: { onClose: () => void }) {
  const query = useQuery(providersQuery);
  const providers = query.data ?? [];
  const [chosen, setChosen] = useState<string>();
  const provider = chosen ?? providers[0];
  const company = useCompanyParam();
  const submit = !provider ? null : provider === TAKES_TOKENS ? m.methods.add : m.methods.go(providerName(provider));
  return (
    <FormDialog
      title={m.methods.add}
      description={m.methods.add_hint}
      submit={submit}
      act={(form) => addMethod(provider ?? "", company, form)}
      stale={[["payment-methods"]]}
      {...(provider === TAKES_TOKENS ? { said: () => m.methods.added } : {})}
      onDone={(page) => (page ? goTo(page) : onClose())}
      onClose={onClose}
    >
      {(problem) =>
        query.isPending ? (
          <LinesSkeleton lines={3} />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !provider ? (
          <p>{m.methods.no_providers}</p>
        ) : (
          <>
            {providers.length > 1 ? (
              <Choices
                name="provider"
                legend={m.methods.how}
                choices={providers.map(choiceOf)}
                value={provider}
                onChoose={setChosen}
              />
            ) : null}
            {provider === TAKES_TOKENS ? <TestCardField error={problem?.for("token")} /> : null}
            <CheckField name="make_default" label={m.methods.make_default} defaultChecked />
          </>
        )
      }
    </FormDialog>
  );
}

function choiceOf(provider: string) {
  const { label, hint } = m.methods.by[provider] ?? { label: providerName(provider), hint: m.methods.by_other };
  return { value: provider, label, hint };
}

function TestCardField({ error }: { error: string | undefined }) {
  return (
    <TextField
      name="token"
      label={m.methods.token}
      hint={m.methods.token_hint}
      error={error}
      required
      autoComplete="off"
      defaultValue="pm_card_visa"
      className="font-mono"
    />
  );
}
