import { clsx } from "clsx";
import { Problem } from "@/api/problem";
import type { Step } from "@/api/types";
import { m } from "@/app/messages";
import { ExplainSteps } from "@/features/billing/explain-steps";
import { Card } from "@/ui/card";
import { compareDecimals } from "@/ui/decimal";
import { SelectField, TextField } from "@/ui/field";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { WEEKDAYS, type Weekday } from "./call-draft";
import { isCounted, type Offer, type PriceDraft } from "./price-draft";
import { fieldAt, type Problems } from "./price-problems";
import type { Quoted, QuoteLine, Use } from "./price-quote";
import { DECIMAL } from "./term-fields";
import type { LiveQuote } from "./use-quote";
import { VolumeChart } from "./volume-chart";

type Props = {
  offer: Offer;
  draft: PriceDraft;
  use: Use;
  onUse: (use: Use) => void;
  quote: LiveQuote;
  problems: Problems;
};

/** The form is longer than a screen: what it costs stays beside the field that is changed. */
const IN_SIGHT = "lg:sticky lg:top-[4.5rem] lg:max-h-[calc(100vh-6rem)] lg:overflow-y-auto";

/** What the draft would cost, asked of the server while it is typed, beside what the price in force costs. */
export function QuoteCard({ offer, draft, use, onUse, quote, problems }: Props) {
  return (
    <Card title={m.pricing.quote} note={m.pricing.quote_note} className={IN_SIGHT}>
      <div className="flex flex-col gap-4">
        <UseFields offer={offer} draft={draft} use={use} onUse={onUse} problems={problems} />
        <Answer offer={offer} model={draft.model} quote={quote} />
      </div>
    </Card>
  );
}

function UseFields({ offer, draft, use, onUse, problems }: Omit<Props, "quote">) {
  const call = draft.model === "call";
  const unit = m.unit(offer.unit || m.pricing.a_unit, "");
  if (!isCounted(draft.model)) return null;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label={call ? m.pricing.seconds : m.pricing.quantity(unit)}
        value={use.quantity}
        onChange={(event) => onUse({ ...use, quantity: event.target.value.trim() })}
        error={problems("usage/quantity") ?? problems("calls/0/seconds")}
        inputMode="decimal"
        pattern={call ? "\\d+" : DECIMAL}
      />
      {draft.model === "percentage" ? (
        <TextField
          label={m.fields.events}
          value={use.events}
          onChange={(event) => onUse({ ...use, events: event.target.value.trim() })}
          error={problems("usage/events")}
          inputMode="numeric"
          pattern="\d+"
        />
      ) : null}
      {call && hasBands(offer, draft) ? <StartFields use={use} onUse={onUse} /> : null}
    </div>
  );
}

/** When a call starts matters where some hours have other prices than others. */
const hasBands = ({ inForce }: Offer, { call }: PriceDraft): boolean =>
  call.bands.length > 0 || (inForce?.terms.model === "call" && !!inForce.terms.bands?.length);

const DAYS = WEEKDAYS.map((value) => ({ value, label: m.prices.weekdays[value] }));

function StartFields({ use, onUse }: Pick<Props, "use" | "onUse">) {
  return (
    <div className="grid grid-cols-2 gap-2">
      <SelectField
        label={m.call_terms.weekday}
        value={use.weekday}
        onChange={(event) => onUse({ ...use, weekday: event.target.value as Weekday })}
        options={DAYS}
      />
      <TextField
        type="time"
        label={m.call_terms.time}
        value={use.time}
        onChange={(event) => onUse({ ...use, time: event.target.value })}
      />
    </div>
  );
}

type AnswerProps = { offer: Offer; model: PriceDraft["model"]; quote: LiveQuote };

/** A quote that does not come about says why, and the last one stays: nothing jumps while somebody types. */
function Answer({ offer, model, quote }: AnswerProps) {
  const { quoted, volumes, error, waiting, incomplete, retry } = quote;
  if (error && !(error instanceof Problem && error.fields.length > 0) && !quoted) {
    return <ErrorState error={error} onRetry={retry} />;
  }
  if (!quoted && waiting) return <LinesSkeleton lines={6} />;
  const note = incomplete ? m.pricing.incomplete : error ? whyNot(error) : null;
  return (
    <>
      {note ? <Note>{note}</Note> : null}
      {quoted ? (
        <>
          <Totals offer={offer} quoted={quoted} stale={note !== null} />
          {!isCounted(model) ? null : (
            <VolumeChart offer={offer} model={model} volumes={volumes} points={quoted.points} />
          )}
          <Steps currency={offer.currency} line={quoted.drafted} />
        </>
      ) : null}
    </>
  );
}

/** Where a field says it already, it is not said twice. */
function whyNot(error: unknown): string {
  const fields = error instanceof Problem ? error.fields.map((field) => fieldAt(field.pointer)) : [];
  if (fields.some((field) => /^(terms|adjustments|usage|calls)\b/.test(field))) return m.pricing.see_field;
  return m.pricing.not_quoted(error instanceof Error ? error.message : "");
}

function Note({ children }: { children: string }) {
  return (
    <p role="status" className="bg-warn-soft text-warn rounded-md px-3 py-2 text-sm">
      {children}
    </p>
  );
}

type TotalsProps = { offer: Offer; quoted: Quoted; stale: boolean };

function Totals({ offer, quoted: { drafted, inForce }, stale }: TotalsProps) {
  const { currency } = offer;
  return (
    <dl aria-live="polite" className={clsx("bg-sunken grid rounded-lg border", inForce && "grid-cols-2")}>
      <div className="px-4 py-3">
        <dt className="text-ink-2 text-sm">{stale ? m.pricing.last_quote : m.pricing.this_draft}</dt>
        <dd className="text-xl font-semibold tracking-tight">
          <Money value={{ amount: drafted.amount, currency }} />
        </dd>
        {inForce ? <dd className="text-ink-3 text-xs">{change(drafted, inForce)}</dd> : null}
      </div>
      {inForce ? (
        <div className="border-s px-4 py-3">
          <dt className="text-ink-2 text-sm">{m.pricing.in_force(offer.inForce?.version ?? 1)}</dt>
          <dd className="text-ink-2 text-xl tracking-tight">
            <Money value={{ amount: inForce.amount, currency }} />
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

function change(drafted: QuoteLine, inForce: QuoteLine): string {
  const difference = compareDecimals(drafted.amount, inForce.amount);
  return difference === 0 ? m.pricing.same : difference > 0 ? m.pricing.more : m.pricing.less;
}

function Steps({ currency, line }: { currency: string; line: QuoteLine }) {
  const { steps, rounding, policy } = line.explain;
  const result = { amount: line.amount, currency };
  if (steps.length === 0) return <p className="text-ink-2 text-sm">{m.pricing.nothing_due}</p>;
  return (
    <section aria-labelledby="quote-steps">
      <h3 id="quote-steps" className="mb-3 text-base font-semibold">
        {m.explain.title}
      </h3>
      <ExplainSteps
        explain={{ result, price: null, period: null, steps: steps as unknown as Step[], rounding, policy }}
      />
    </section>
  );
}
