import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Module, Plan } from "@/api/types";
import { m } from "@/app/messages";
import { Button, ButtonLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { EffectiveFields, NOW, type Start } from "./effective-fields";
import { IdentityFields } from "./identity-fields";
import { QuoteCard } from "./live-quote";
import { momentIn } from "./moment-in";
import {
  adjustmentsOf,
  aggregationFor,
  modelsFor,
  newDraft,
  termsOf,
  type Offer,
  type PriceDraft,
} from "./price-draft";
import { PriceFields } from "./price-fields";
import { identityBody, newIdentity, type Identity } from "./price-identity";
import { problemsIn } from "./price-problems";
import { firstUse } from "./price-quote";
import { useQuote } from "./use-quote";

type Props = { module: Module; plan: Plan; currency: string };

/** The fields of a new price on one side, what it would cost on the other. */
export function AddPriceForm({ module, plan, currency }: Props) {
  const { zone } = useLocale();
  const [identity, setIdentity] = useState(() => newIdentity(plan, currency));
  const [draft, setDraft] = useState(newDraft);
  const [use, setUse] = useState(() => firstUse({ terms: termsOf(draft) }));
  const [start, setStart] = useState<Start>(NOW);
  const offer = useOffer(identity);
  const quote = useQuote(draft, offer, use);
  const add = useAddition(module, plan);
  const problems = problemsIn(add.error, quote.error);
  const change = (part: Partial<PriceDraft>) => {
    add.reset();
    // A call is asked for by its seconds, all else by a quantity.
    if (part.model && part.model !== draft.model) setUse(firstUse({ terms: termsOf({ ...draft, ...part }) }));
    setDraft((before) => ({ ...before, ...part }));
  };
  const identify = (part: Partial<Identity>) => {
    add.reset();
    if (part.used !== undefined) fit(part.used);
    setIdentity((before) => ({ ...before, ...part, ...unitFor(part, before) }));
  };
  const fit = (used: boolean) => {
    const models = modelsFor({ meter: used ? "" : null, inForce: null });
    const [first] = models;
    if (first && !models.includes(draft.model)) change({ model: first });
  };
  // A fee is per interval; what is used has a unit of its own.
  const unitFor = ({ used }: Partial<Identity>, { unit }: Identity) => {
    if (used === true && unit === plan.interval) return { unit: "" };
    return used === false && unit === "" ? { unit: plan.interval } : {};
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const since = start.later ? momentIn(zone, start.at) : null;
    add.mutate({ identity, draft, offer, since });
  };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
      <form onSubmit={submit} className="flex min-w-0 flex-col gap-5">
        <Card title={m.catalogue.what}>
          <IdentityFields identity={identity} meters={metersOf(module)} problems={problems} onChange={identify} />
        </Card>
        <PriceFields draft={draft} offer={offer} problems={problems} onChange={change} />
        <Card title={m.pricing.effective}>
          <EffectiveFields
            start={start}
            error={problems("effective_from")}
            onChange={setStart}
            soonest={m.catalogue.soonest}
          />
          <p className="text-ink-3 mt-2 text-xs">{m.catalogue.soonest_hint}</p>
        </Card>
        <FormProblem error={add.error} />
        <div className="flex gap-2">
          <Button type="submit" look="primary" busy={add.isPending}>
            {m.catalogue.add_price}
          </Button>
          <ButtonLink look="ghost" to="/marketplace/$moduleId" params={{ moduleId: module.id }}>
            {m.kit.cancel}
          </ButtonLink>
        </div>
      </form>
      <QuoteCard offer={offer} draft={draft} use={use} onUse={setUse} quote={quote} problems={problems} />
    </div>
  );
}

/** What the quote needs to know of the identity; another one only when that changes, or each keystroke in a name would ask anew. */
function useOffer({ currency, unit, used, meter }: Identity): Offer {
  const code = /^[a-z]{3}$/i.test(currency) ? currency.toUpperCase() : "";
  return useMemo(
    () => ({ currency: code, unit, meter: used ? meter : null, inForce: null }),
    [code, unit, used, meter],
  );
}

const metersOf = (module: Module): string[] => [
  ...new Set(module.plans.flatMap((plan) => plan.prices.flatMap((price) => price.meter ?? []))),
];

type Wish = { identity: Identity; draft: PriceDraft; offer: Offer; since: string | null };

function useAddition(module: Module, plan: Plan) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useToast();
  return useMutation({
    mutationFn: ({ identity, draft, offer, since }: Wish) =>
      unwrap(
        api.POST("/api/v1/plans/{plan_id}/prices", {
          params: { path: { plan_id: plan.id } },
          body: {
            ...identityBody(identity),
            terms: termsOf(draft),
            adjustments: adjustmentsOf(draft),
            aggregation: aggregationFor(draft, offer),
            effective_from: since,
          },
        }),
      ),
    onSuccess: async (price) => {
      await client.invalidateQueries({ queryKey: ["modules"] });
      say(m.catalogue.price_added(price.description));
      await navigate({ to: "/marketplace/$moduleId", params: { moduleId: module.id } });
    },
  });
}
