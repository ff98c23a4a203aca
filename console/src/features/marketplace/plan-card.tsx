import { Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Plan, Price } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { ButtonLink, TextLink } from "@/ui/button";
import { useLocale } from "@/ui/locale";
import { SelectField } from "@/ui/field";
import { Isolated } from "@/ui/isolated";
import { aggregationText } from "./aggregation-text";
import { ConvertedNote } from "./converted-note";
import { adjustmentsText } from "./adjustments-text";
import { currenciesOf, priceText } from "./price-text";
import { RetirePlan } from "./retire-plan";
import { SellInCurrency } from "./sell-in-currency";
import { TermsTable } from "./terms-table";
import { ChangeTrial } from "./trial-dialog";

/** `moduleId` on the page of the module: there the operator adds prices, revises them and retires the plan. */
type Props = { moduleId?: string; plan: Plan; currency: string | undefined; children: ReactNode };

export function PlanCard({ moduleId, plan, currency, children }: Props) {
  const currencies = currenciesOf(plan.prices);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? (currency && currencies.includes(currency) ? currency : currencies[0]);
  const prices = plan.prices.filter((price) => price.currency === shown);
  return (
    <li className="bg-surface shadow-card flex flex-col gap-4 rounded-lg border p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            {plan.name}
            {plan.trial_days === null ? null : <Badge tone="info">{m.marketplace.trial(plan.trial_days)}</Badge>}
            {plan.state === "retired" ? <Badge>{m.catalogue.retired}</Badge> : null}
          </h2>
          <p className="text-ink-2 text-sm">
            <Isolated>{plan.description}</Isolated>
          </p>
        </div>
        {currencies.length > 1 && !currencies.includes(currency ?? "") ? (
          <SelectField
            label={m.fields.currency}
            hideLabel
            value={shown}
            onChange={(event) => setChosen(event.target.value)}
            options={currencies.map((code) => ({ value: code, label: code }))}
          />
        ) : null}
      </div>
      {prices.length ? (
        <ul className="divide-line divide-y border-y">
          {prices.map((price) => (
            <PriceRow
              key={price.id}
              moduleId={moduleId}
              planId={plan.id}
              price={price}
              interval={m.intervals(plan.interval, plan.interval_count)}
            />
          ))}
        </ul>
      ) : (
        <p className="text-ink-2 border-y py-3 text-sm">{m.catalogue.no_prices}</p>
      )}
      <p className="text-ink-3 text-xs">
        {m.proration[plan.proration] ?? plan.proration}
        {plan.alignment === "calendar" ? ` ${m.catalogue.aligned}` : ""}
      </p>
      {children}
      {moduleId ? <PlanEditing moduleId={moduleId} plan={plan} /> : null}
    </li>
  );
}

/** What the operator does to a plan as a whole. */
function PlanEditing({ moduleId, plan }: { moduleId: string; plan: Plan }) {
  const mayEdit = useCan("catalogue.manage");
  if (!mayEdit) return null;
  return (
    <div className="-mb-1 flex flex-wrap items-center gap-2 border-t pt-3">
      <ButtonLink
        size="sm"
        to="/marketplace/$moduleId/plans/$planId/new-price"
        params={{ moduleId, planId: plan.id }}
        aria-label={m.catalogue.add_price_to(plan.name)}
      >
        <Plus aria-hidden className="size-3.5" />
        {m.catalogue.add_a_price}
      </ButtonLink>
      <span className="flex-1" />
      <SellInCurrency plan={plan} />
      <ChangeTrial plan={plan} />
      <RetirePlan plan={plan} />
    </div>
  );
}

type RowProps = { moduleId: string | undefined; planId: string; price: Price; interval: string };

function PriceRow({ moduleId, planId, price, interval }: RowProps) {
  const mayRevise = useCan("catalogue.manage");
  const { locale } = useLocale();
  const adjusted = [aggregationText(price), adjustmentsText(price, locale)].filter(Boolean).join(" · ");
  return (
    <li className="py-3">
      <div className="flex items-baseline justify-between gap-3">
        <span className="text-sm font-medium">{price.description || price.component}</span>
        <span className="nums text-sm whitespace-nowrap">
          {priceText(price, locale)}
          {price.model === "flat" || price.model === "commitment" ? (
            <span className="text-ink-3"> {interval}</span>
          ) : null}
        </span>
      </div>
      <p className="text-ink-3 flex justify-between gap-3 text-xs">
        <span>
          {m.price_models[price.model] ?? price.model} · {m.timings[price.timing]}
        </span>
        {mayRevise && moduleId ? (
          <TextLink
            to="/marketplace/$moduleId/prices/$priceId"
            params={{ moduleId, priceId: price.id }}
            aria-label={m.pricing.revise_of(price.description || price.component)}
          >
            {m.pricing.revise}
          </TextLink>
        ) : null}
      </p>
      {adjusted ? <p className="text-ink-2 mt-1 text-xs">{adjusted}</p> : null}
      <TermsTable price={price} />
      {mayRevise && moduleId ? <ConvertedNote planId={planId} priceId={price.id} /> : null}
    </li>
  );
}
