import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Company } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { Button, ButtonLink, TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { LocaleProvider, useLocale } from "@/ui/locale";
import { PageFrame, UnreadPage } from "@/ui/page";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { IdentityFields, ProfileFields } from "./company-fields";
import { companyQuery } from "./data";
import { cycleDayFrom, field, profileFrom } from "./forms";
import { ChangeCurrency } from "./preferred-currency";
import { TermsCard } from "./terms-card";
import { AdvanceClock, ClockBadge } from "./test-clock";

export function CompanyPage() {
  const { companyId } = useParams({ from: "/shell/companies/$companyId" });
  const query = useQuery(companyQuery(companyId));
  if (!query.isSuccess) {
    const above = <TextLink to="/companies">{m.nav.companies}</TextLink>;
    return <UnreadPage title={m.nav.companies} above={above} query={query} />;
  }
  return <CompanyView company={query.data} />;
}

/** What stands here happens where the company is: its clock is at midnight when it is midnight there. */
function CompanyView({ company }: { company: Company }) {
  const { locale } = useLocale();
  const mayBill = useCan("subscriptions.manage");
  const seen = { company: company.id };
  return (
    <LocaleProvider value={{ locale, zone: company.zone }}>
      <PageFrame
        title={company.name}
        above={<TextLink to="/companies">{m.nav.companies}</TextLink>}
        badge={
          <>
            <StatePill state={company.state} />
            {company.test_clock === null ? null : <ClockBadge now={company.test_clock.now} />}
          </>
        }
        lead={<CopyableId id={company.id} />}
        actions={
          <>
            {company.test_clock === null ? null : <AdvanceClock companyId={company.id} />}
            {mayBill ? <ChangeCurrency company={company} /> : null}
            <ButtonLink to="/invoices" search={seen}>
              {m.nav.invoices}
            </ButtonLink>
            <ButtonLink to="/users" search={seen}>
              {m.nav.users}
            </ButtonLink>
            <ButtonLink to="/" search={seen}>
              {m.nav.overview}
            </ButtonLink>
          </>
        }
      >
        <CompanyForm key={company.id} company={company} />
        <TermsCard key={`terms of ${company.id}`} company={company} />
      </PageFrame>
    </LocaleProvider>
  );
}

function CompanyForm({ company }: { company: Company }) {
  const client = useQueryClient();
  const say = useToast();
  const mayChange = useCan("companies.manage");
  const save = useMutation({
    mutationFn: async (form: FormData) =>
      unwrap(
        api.PATCH("/api/v1/companies/{company_id}", {
          params: { path: { company_id: company.id } },
          body: {
            name: field(form, "name"),
            locale: field(form, "locale"),
            billing_cycle_day: cycleDayFrom(form),
            billing_profile: profileFrom(form),
          },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["companies"] });
      say(m.kit.saved);
    },
  });
  const problem = save.error instanceof Problem ? save.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayChange} className="flex flex-col gap-5">
        <Card title={m.companies.identity}>
          <IdentityFields company={company} problem={problem} />
        </Card>
        <Card title={m.companies.billing_profile} note={m.companies.profile_note}>
          <ProfileFields company={company} problem={problem} />
        </Card>
        <FormProblem error={save.error} />
        {mayChange ? (
          <div>
            <Button type="submit" look="primary" busy={save.isPending}>
              {m.kit.save}
            </Button>
          </div>
        ) : null}
      </fieldset>
    </form>
  );
}
