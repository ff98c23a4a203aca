import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { demoQuery } from "@/features/access/data";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { IdentityFields, ProfileFields } from "./company-fields";
import { clockFrom, cycleDayFrom, field, profileFrom } from "./forms";
import { TestCompanyFields } from "./test-company-fields";

const FORM = "create-company";

export function CreateCompanyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useToast();
  const simulated = useQuery({ ...demoQuery, enabled: open }).data?.live_payments === false;
  const create = useMutation({
    mutationFn: async (form: FormData) => unwrap(api.POST("/api/v1/companies", { body: companyFrom(form) })),
    onSuccess: async (company) => {
      await client.invalidateQueries({ queryKey: ["companies"] });
      say(m.companies.created(company.name));
      onClose();
      await navigate({ to: "/companies/$companyId", params: { companyId: company.id } });
    },
  });
  const problem = create.error instanceof Problem ? create.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(new FormData(event.currentTarget));
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={create.isPending}>
        {m.companies.create}
      </Button>
    </>
  );
  return (
    <Dialog open={open} onClose={onClose} title={m.companies.create} footer={footer} wide>
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-5">
        <IdentityFields problem={problem} />
        <fieldset className="border-t pt-4">
          <legend className="sr-only">{m.companies.billing_profile}</legend>
          <ProfileFields problem={problem} />
        </fieldset>
        {simulated ? <TestCompanyFields problem={problem} /> : null}
        <FormProblem error={create.error} />
      </form>
    </Dialog>
  );
}

function companyFrom(form: FormData) {
  return {
    slug: field(form, "slug"),
    name: field(form, "name"),
    zone: field(form, "zone"),
    currency: field(form, "currency").toUpperCase(),
    locale: field(form, "locale"),
    billing_cycle_day: cycleDayFrom(form),
    billing_profile: profileFrom(form),
    test_clock: clockFrom(form),
  };
}
