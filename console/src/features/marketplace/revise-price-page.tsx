import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Module, Plan, Price } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { ButtonLink, TextLink } from "@/ui/button";
import { PageFrame, UnreadPage } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { moduleQuery } from "./data";
import { PriceEditor } from "./price-editor";
import { PriceRevised } from "./price-revised";

const ROUTE = "/shell/marketplace/$moduleId/prices/$priceId";

export function RevisePricePage() {
  const { moduleId, priceId } = useParams({ from: ROUTE });
  const mayRevise = useCan("catalogue.manage");
  const query = useQuery({ ...moduleQuery(moduleId), enabled: mayRevise });
  if (!mayRevise) return <EmptyState kind="no_permission" />;
  if (!query.isSuccess) return <UnreadPage title={m.pricing.revise} query={query} />;
  return <Revision key={priceId} module={query.data} priceId={priceId} />;
}

type Offered = { plan: Plan; price: Price };

/** The price that was opened is kept: once it is revised, the module has another one in force in its place. */
function Revision({ module, priceId }: { module: Module; priceId: string }) {
  const [offered] = useState(() => offeredIn(module, priceId));
  const [made, setMade] = useState<Price | null>(null);
  if (!offered) return <Gone module={module} />;
  const { plan, price } = offered;
  const replaced = !made && offeredIn(module, priceId) === undefined;
  return (
    <PageFrame
      title={m.pricing.revise_of(price.description || price.component)}
      above={
        <TextLink to="/marketplace/$moduleId" params={{ moduleId: module.id }}>
          {module.name}
        </TextLink>
      }
      badge={<Badge>{m.pricing.version((made ?? price).version)}</Badge>}
      lead={m.pricing.lead(plan.name, price, m.timings[price.timing])}
    >
      {replaced ? <Replaced /> : null}
      {made ? <PriceRevised module={module} price={made} /> : <PriceEditor price={price} onRevised={setMade} />}
    </PageFrame>
  );
}

function Replaced() {
  return (
    <p role="alert" className="bg-warn-soft text-warn rounded-md px-3 py-2 text-sm">
      {m.pricing.replaced}
    </p>
  );
}

function Gone({ module }: { module: Module }) {
  const back = (
    <ButtonLink to="/marketplace/$moduleId" params={{ moduleId: module.id }}>
      {m.pricing.back(module.name)}
    </ButtonLink>
  );
  return (
    <PageFrame title={m.pricing.revise}>
      <EmptyState kind="no_match" title={m.pricing.gone.title} body={m.pricing.gone.body} action={back} />
    </PageFrame>
  );
}

function offeredIn(module: Module, priceId: string): Offered | undefined {
  return module.plans
    .flatMap((plan) => plan.prices.map((price) => ({ plan, price })))
    .find(({ price }) => price.id === priceId);
}
