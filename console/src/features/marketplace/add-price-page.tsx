import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { ButtonLink, TextLink } from "@/ui/button";
import { PageFrame, UnreadPage } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { AddPriceForm } from "./add-price-form";
import { moduleQuery } from "./data";

const USUAL_CURRENCY = "EUR";

export function AddPricePage() {
  const { moduleId, planId } = useParams({ from: "/shell/marketplace/$moduleId/plans/$planId/new-price" });
  const mayAdd = useCan("catalogue.manage");
  const company = useSelectedCompany();
  const query = useQuery({ ...moduleQuery(moduleId), enabled: mayAdd });
  if (!mayAdd) return <EmptyState kind="no_permission" />;
  if (!query.isSuccess) return <UnreadPage title={m.catalogue.add_price} query={query} />;
  const module = query.data;
  const plan = module.plans.find((candidate) => candidate.id === planId);
  if (!plan) {
    const back = (
      <ButtonLink to="/marketplace/$moduleId" params={{ moduleId }}>
        {m.pricing.back(module.name)}
      </ButtonLink>
    );
    return (
      <PageFrame title={m.catalogue.add_price}>
        <EmptyState kind="no_match" {...m.catalogue.gone} action={back} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title={m.catalogue.add_price_to(plan.name)}
      above={
        <TextLink to="/marketplace/$moduleId" params={{ moduleId }}>
          {module.name}
        </TextLink>
      }
      lead={m.catalogue.price_lead(module.name)}
    >
      <AddPriceForm key={plan.id} module={module} plan={plan} currency={company?.currency ?? USUAL_CURRENCY} />
    </PageFrame>
  );
}
