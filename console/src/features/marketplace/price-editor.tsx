import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { ConfirmRevision } from "./confirm-revision";
import { CorrectionFields, WayFields, type Correction, type Way } from "./correction-fields";
import { EffectiveFields, NOW, type Start } from "./effective-fields";
import { QuoteCard } from "./live-quote";
import { momentIn } from "./moment-in";
import { adjustmentsOf, aggregationFor, draftOf, offerOf, termsOf, type PriceDraft } from "./price-draft";
import { PriceFields } from "./price-fields";
import { problemsIn } from "./price-problems";
import { firstUse } from "./price-quote";
import { useQuote } from "./use-quote";

type Props = { price: Price; onRevised: (made: Price) => void };

/**
 * The fields of the next version on one side, what it would cost on the other. It holds from now or later on, or corrects those
 * before it from a past moment on. Nothing is written before the confirmation.
 */
export function PriceEditor({ price, onRevised }: Props) {
  const { zone } = useLocale();
  const offer = useMemo(() => offerOf(price), [price]);
  const [draft, setDraft] = useState(() => draftOf(price));
  const [use, setUse] = useState(() => firstUse(price));
  const [way, setWay] = useState<Way>("revise");
  const [start, setStart] = useState<Start>(NOW);
  const [correction, setCorrection] = useState<Correction>({ from: "", reason: "" });
  const [confirming, setConfirming] = useState(false);
  const quote = useQuote(draft, offer, use);
  // Only what the field has accepted is a moment.
  const at = way === "correct" ? correction.from : start.later ? start.at : null;
  const since = confirming && at !== null ? momentIn(zone, at) : null;
  const reason = way === "correct" ? correction.reason.trim() : null;
  const revise = useRevision(price, onRevised, () => setConfirming(false));
  const problems = problemsIn(revise.error, quote.error);
  const change = (part: Partial<PriceDraft>) => {
    revise.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const begin = (next: Start) => {
    revise.reset();
    setStart(next);
  };
  const choose = (next: Way) => {
    revise.reset();
    setWay(next);
  };
  const correct = (part: Partial<Correction>) => {
    revise.reset();
    setCorrection((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setConfirming(true);
  };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
      <form onSubmit={submit} className="flex min-w-0 flex-col gap-5">
        <WayFields way={way} onChange={choose} />
        <PriceFields draft={draft} offer={offer} problems={problems} onChange={change} />
        {way === "correct" ? (
          <CorrectionFields correction={correction} problems={problems} onChange={correct} />
        ) : (
          <Card title={m.pricing.effective}>
            <EffectiveFields start={start} error={problems("effective_from")} onChange={begin} />
          </Card>
        )}
        <FormProblem error={revise.error} />
        <Button type="submit" look="primary" className="self-start">
          {m.pricing.review}
        </Button>
      </form>
      <QuoteCard offer={offer} draft={draft} use={use} onUse={setUse} quote={quote} problems={problems} />
      {confirming ? (
        <ConfirmRevision
          price={price}
          terms={termsOf(draft)}
          adjustments={adjustmentsOf(draft)}
          aggregation={aggregationFor(draft, offer)}
          since={since}
          reason={reason}
          busy={revise.isPending}
          onConfirm={() => revise.mutate({ draft, since, reason })}
          onClose={() => setConfirming(false)}
        />
      ) : null}
    </div>
  );
}

/** With a reason it is a correction from `since` on. */
type Wish = { draft: PriceDraft; since: string | null; reason: string | null };

/** A refusal closes the confirmation: what is wrong is said at the fields behind it. */
function useRevision(price: Price, onRevised: (made: Price) => void, onRefused: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, since, reason }: Wish) => {
      const params = { path: { price_id: price.id } };
      const body = {
        terms: termsOf(draft),
        adjustments: adjustmentsOf(draft),
        aggregation: aggregationFor(draft, price),
      };
      if (reason !== null && since !== null)
        return unwrap(
          api.POST("/api/v1/prices/{price_id}/corrections", {
            params,
            body: { ...body, corrects_from: since, reason },
          }),
        );
      return unwrap(api.POST("/api/v1/prices/{price_id}/revise", { params, body: { ...body, effective_from: since } }));
    },
    onError: onRefused,
    onSuccess: async (made) => {
      onRevised(made);
      await client.invalidateQueries({ queryKey: ["modules"] });
    },
  });
}
