import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Plan } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { useLocale } from "@/ui/locale";
import { useSettled } from "@/ui/settled";
import { priceConversionsQuery } from "./data";
import { bodyOf, draftFrom, originalOf, publishedBody, type PriceListBody } from "./price-list-draft";
import { PriceListFields } from "./price-list-fields";
import { PriceListPreview, publishable, usePriceListPreview } from "./price-list-preview";
import { currenciesOf } from "./price-text";

const p = m.price_lists;

/** A plan's prices in a further currency, or after the rate has moved: what it would be stands there before anything is published. */
export function SellInCurrency({ plan }: { plan: Plan }) {
  const [open, setOpen] = useState(false);
  if (plan.prices.length === 0) return null;
  return (
    <>
      <Button size="sm" look="ghost" aria-label={p.sell_of(plan.name)} onClick={() => setOpen(true)}>
        {p.sell}
      </Button>
      {open ? <PriceListDialog plan={plan} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function PriceListDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const currencies = currenciesOf(plan.prices);
  const { data: converted } = useQuery(priceConversionsQuery(plan.id));
  const [draft, setDraft] = useState(() => {
    return draftFrom(originalOf(plan.prices, converted?.items.map((one) => one.price_id) ?? []));
  });
  const { zone } = useLocale();
  const text = JSON.stringify(bodyOf(draft, zone));
  const settled = useSettled(text);
  const preview = usePriceListPreview(plan.id, JSON.parse(settled) as PriceListBody | null);
  // Only what is on the screen is published: the answer has to be the one to what stands in the fields.
  const seen = preview.data && !preview.isError && JSON.stringify(preview.data.body) === text ? preview.data : null;
  const publish = async () => {
    if (!seen) throw new Error("nothing was previewed");
    try {
      return await published(plan.id, publishedBody(seen.body, seen.found.rate));
    } catch (error) {
      // Nothing was published: what it would be at the rate of now has to be seen first.
      if (error instanceof Problem && error.code === "rate_changed") await preview.refetch();
      throw error;
    }
  };
  return (
    <FormDialog
      wide
      title={p.sell_of(plan.name)}
      description={p.lead}
      submit={p.publish}
      disabled={!seen || publishable(seen.found) === 0}
      act={publish}
      stale={[["modules"]]}
      said={(done) => p.published(publishable(done), done.rate.to)}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <PriceListFields
            draft={draft}
            currencies={currencies}
            problem={problem ?? (preview.error instanceof Problem ? preview.error : null)}
            byHand={preview.data?.found.prices.some(({ outcome }) => outcome === "kept") ?? false}
            onChange={setDraft}
          />
          <PriceListPreview query={preview} />
        </>
      )}
    </FormDialog>
  );
}

const published = (planId: string, body: PriceListBody) =>
  unwrap(api.POST("/api/v1/plans/{plan_id}/price-conversions", { params: { path: { plan_id: planId } }, body }));
