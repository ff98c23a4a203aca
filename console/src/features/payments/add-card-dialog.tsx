import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { CheckField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

/** Card numbers of the simulator are tokens, not cards. With a real provider its own element would stand here: numbers never touch us. */
export function AddCardDialog({ onClose }: { onClose: () => void }) {
  const company = useCompanyParam();
  const add = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/payment-methods", {
        params: { query: { company } },
        body: { provider: "simulator", token: field(form, "token"), make_default: form.has("make_default") },
      }),
    );
  return (
    <FormDialog
      title={m.methods.add}
      description={m.methods.add_hint}
      submit={m.methods.add}
      act={add}
      stale={[["payment-methods"]]}
      said={() => m.methods.added}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <TextField
            name="token"
            label={m.methods.token}
            hint={m.methods.token_hint}
            error={problem?.for("token")}
            required
            autoComplete="off"
            defaultValue="pm_card_visa"
            className="font-mono"
          />
          <CheckField name="make_default" label={m.methods.make_default} defaultChecked />
        </>
      )}
    </FormDialog>
  );
}
