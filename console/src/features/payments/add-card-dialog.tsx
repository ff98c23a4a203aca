import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Card numbers of the simulator are tokens, not cards. With a real provider its own element would stand here: numbers never touch us. */
export function AddCardDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const company = useCompanyParam();
  const say = useToast();
  const add = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/v1/payment-methods", {
          params: { query: { company } },
          body: { provider: "simulator", token: field(form, "token"), make_default: form.has("make_default") },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["payment-methods"] });
      say(m.methods.added);
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog open={open} onClose={onClose} title={m.methods.add} description={m.methods.add_hint}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          name="token"
          label={m.methods.token}
          hint={m.methods.token_hint}
          required
          autoComplete="off"
          defaultValue="pm_card_visa"
          className="font-mono"
        />
        <CheckField name="make_default" label={m.methods.make_default} defaultChecked />
        <FormProblem error={add.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.kit.cancel}</Button>
          <Button type="submit" look="primary" busy={add.isPending}>
            {m.methods.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
