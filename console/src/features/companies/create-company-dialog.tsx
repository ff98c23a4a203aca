import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { demoQuery } from "@/features/access/data";
import { FormDialog } from "@/ui/form-dialog";
import { IdentityFields, ProfileFields } from "./company-fields";
import { clockFrom, cycleDayFrom, field, profileFrom } from "./forms";
import { TestCompanyFields } from "./test-company-fields";

export function CreateCompanyDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const simulated = useQuery(demoQuery).data?.live_payments === false;
  return (
    <FormDialog
      wide
      title={m.companies.create}
      submit={m.companies.create}
      act={async (form) => unwrap(api.POST("/api/v1/companies", { body: companyFrom(form) }))}
      stale={[["companies"]]}
      said={({ name }) => m.companies.created(name)}
      onDone={({ id }) => navigate({ to: "/companies/$companyId", params: { companyId: id } })}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <IdentityFields problem={problem} />
          <fieldset className="border-t pt-4">
            <legend className="sr-only">{m.companies.billing_profile}</legend>
            <ProfileFields problem={problem} />
          </fieldset>
          {simulated ? <TestCompanyFields problem={problem} /> : null}
        </>
      )}
    </FormDialog>
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
