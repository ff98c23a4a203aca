import { Problem } from "@/api/problem";
import type { Price, Step } from "@/api/types";
import { m } from "@/app/messages";
import { ExplainSteps } from "@/features/billing/explain-steps";
import { Card } from "@/ui/card";
import { compareDecimals } from "@/ui/decimal";
import { TextField } from "@/ui/field";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { isCounted, type PriceDraft } from "./price-draft";
import { fieldAt, type Problems } from "./price-problems";
import type { Quoted, QuoteLine, Use } from "./price-quote";
import { DECIMAL } from "./term-fields";
import type { LiveQuote } from "./use-quote";
import { VolumeChart } from "./volume-chart";

type Props = {
  price: Price;
  draft: PriceDraft;
  use: Use;
  onUse: (use: Use) => void;
  quote: LiveQuote;
  problems: Problems;
};

/** What the draft would cost, asked of the server while it is typed, beside what the price in force costs. */
export function QuoteCard({ price, draft, use, onUse, quote, problems }: Props) {
  return (
    <Card title={m.pricing.quote} note={m.pricing.quote_note}>
      <div className="flex flex-col gap-4">
        <UseFields price={price} draft={draft} use={use} onUse={onUse} problems={problems} />
        <Answer price={price} model={draft.model} quote={quote} />
      </div>
    </Card>
  );
}

function UseFields({ price, draft, use, onUse, problems }: Omit<Props, "quote">) {
  const call = draft.model === "call";
  const unit = m.unit(price.unit, "");
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
    </div>
  );
}

type AnswerProps = { price: Price; model: PriceDraft["model"]; quote: LiveQuote };

/** A quote that does not come about says why, and the last one stays: nothing jumps while somebody types. */
function Answer({ price, model, quote }: AnswerProps) {
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
          <Totals currency={price.currency} quoted={quoted} version={price.version} stale={note !== null} />
          {!isCounted(model) ? null : (
            <VolumeChart price={price} model={model} volumes={volumes} points={quoted.points} />
          )}
          <Steps currency={price.currency} line={quoted.drafted} />
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

type TotalsProps = { currency: string; quoted: Quoted; version: number; stale: boolean };

function Totals({ currency, quoted: { drafted, inForce }, version, stale }: TotalsProps) {
  const change = compareDecimals(drafted.amount, inForce.amount);
  return (
    <dl aria-live="polite" className="bg-sunken grid grid-cols-2 rounded-lg border">
      <div className="px-4 py-3">
        <dt className="text-ink-2 text-sm">{stale ? m.pricing.last_quote : m.pricing.this_draft}</dt>
        <dd className="text-xl font-semibold tracking-tight">
          <Money value={{ amount: drafted.amount, currency }} />
        </dd>
        <dd className="text-ink-3 text-xs">
          {change === 0 ? m.pricing.same : change > 0 ? m.pricing.more : m.pricing.less}
        </dd>
      </div>
      <div className="border-l px-4 py-3">
        <dt className="text-ink-2 text-sm">{m.pricing.in_force(version)}</dt>
        <dd className="text-ink-2 text-xl tracking-tight">
          <Money value={{ amount: inForce.amount, currency }} />
        </dd>
      </div>
    </dl>
  );
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
