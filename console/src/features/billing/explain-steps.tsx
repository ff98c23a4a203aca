import { BookOpenText } from "lucide-react";
import type { Explain, PriceUsed, Step, TaxSoFar } from "@/api/types";
import { m } from "@/app/messages";
import { asPercent } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";
import { LeftToRight } from "@/ui/isolated";
import { useLocale } from "@/ui/locale";
import { Money } from "@/ui/money";
import { PeriodText, Time } from "@/ui/time";
import { workingOf } from "./explain-working";

/** "Why this amount?": the derivation as the server did it, step by step, down to the rounding and the policies applied. */
export function ExplainSteps({ explain }: { explain: Explain }) {
  return (
    <div className="flex flex-col gap-4">
      <Source explain={explain} />
      <ol className="relative flex flex-col">
        {explain.steps.map((step, index) => (
          <StepRow key={`${index} ${step.kind}`} step={step} position={index + 1} currency={explain.result.currency} />
        ))}
      </ol>
      <Rounding explain={explain} />
      <div className="bg-accent-soft flex items-baseline justify-between rounded-lg px-4 py-3">
        <span className="text-accent-text text-sm font-medium">{m.explain.result}</span>
        <Money value={explain.result} className="text-lg font-semibold" />
      </div>
      <Tax explain={explain} />
      <Policies explain={explain} />
    </div>
  );
}

function Source({ explain: { price, period, group } }: { explain: Explain }) {
  if (price && isOneOff(price)) return <Entered price={price} />;
  if (!price && !period) return null;
  return (
    <p className="text-ink-2 text-sm">
      {price ? m.explain.price(m.price_models[price.model] ?? price.model, price.version) : null}
      {price && period ? " · " : null}
      {period ? <PeriodText period={period} /> : null}
      {group ? <span className="block">{groupText(group)}</span> : null}
    </p>
  );
}

/** "region: eu, tier: (none)"; of all groups that have no line of their own it is said so. */
const groupText = (group: NonNullable<Explain["group"]>): string =>
  group.length
    ? group.map(({ property, value }) => `${property}: ${value ?? m.explain.no_value}`).join(", ")
    : m.explain.other_groups;

type OneOff = Extract<PriceUsed, { entered_by: string }>;

const isOneOff = (price: PriceUsed): price is OneOff => "entered_by" in price;

/** No price stands behind a one-off line, but somebody does. */
function Entered({ price }: { price: OneOff }) {
  return (
    <p className="text-ink-2 text-sm">
      {m.explain.one_off} <span className="text-ink font-medium">{price.entered_by}</span> {m.explain.at}{" "}
      <Time at={price.entered_at} />
    </p>
  );
}

function StepRow({ step, position, currency }: { step: Step; position: number; currency: string }) {
  const { locale } = useLocale();
  const working = workingOf(step, currency, locale);
  return (
    <li data-kind={step.kind} className="group relative flex gap-3 pb-4 last:pb-0">
      <span aria-hidden className="bg-line absolute top-6 bottom-0 start-[11px] w-px group-last:hidden" />
      <span
        aria-hidden
        className="bg-neutral-soft text-ink-2 nums z-10 grid size-6 shrink-0 place-items-center rounded-full text-xs font-medium"
      >
        {position}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <p className="text-sm">
          <span className="text-ink-3 me-1.5 text-xs font-medium uppercase">
            {m.step_kinds[step.kind] ?? step.kind}
          </span>
          {step.label}
        </p>
        {working ? <p className="text-ink-2 nums mt-0.5 font-mono text-xs">{working}</p> : null}
      </div>
      {step.amount ? (
        <span className="nums pt-0.5 text-sm font-medium whitespace-nowrap">
          {formatMoney(step.amount, currency, locale)}
        </span>
      ) : null}
    </li>
  );
}

function Rounding({ explain: { rounding } }: { explain: Explain }) {
  if (!rounding) return null;
  return (
    <p className="bg-sunken text-ink-2 rounded-md border px-3 py-2 text-xs">
      <LeftToRight className="nums text-ink font-mono">{`${rounding.exact} → ${rounding.rounded}`}</LeftToRight>
      <span className="ms-2">
        {m.explain.rounding(m.rounding_rules[rounding.rule] ?? rounding.rule, rounding.digits)}
      </span>
    </p>
  );
}

/** Tax is on the rounded line and beside it; or, where a company's amounts contain it, a part of it. */
function Tax({ explain: { tax } }: { explain: Explain }) {
  if (!tax) return null;
  return (
    <div className="text-ink-2 -mt-2 flex flex-col gap-1 px-4 text-sm">
      <div className="flex justify-between gap-4">
        <span>{taxText(tax)}</span>
        <Money value={tax.amount} />
      </div>
      {tax.cumulative ? <SoFar cumulative={tax.cumulative} /> : null}
    </div>
  );
}

type Taxed = NonNullable<Explain["tax"]>;

function taxText({ rate, inclusive, cumulative }: Taxed): string {
  if (cumulative) return m.explain.tax_delta(asPercent(rate));
  return (inclusive ? m.explain.tax_within : m.explain.tax)(asPercent(rate));
}

/** The tax of a correction is a difference as well, and need not be that of its amount: both sides of it are shown. */
function SoFar({ cumulative: { asked_for, amount, booked } }: { cumulative: TaxSoFar }) {
  const { locale } = useLocale();
  const [asked, tax, before] = [asked_for, amount, booked].map((one) => formatMoney(one.amount, one.currency, locale));
  return <p className="text-ink-3 nums text-xs">{m.explain.tax_so_far(asked ?? "", tax ?? "", before ?? "")}</p>;
}

function Policies({ explain: { policy } }: { explain: Explain }) {
  if (policy.length === 0) return null;
  return (
    <ul aria-label={m.explain.policies} className="text-ink-2 flex flex-col gap-1 text-xs">
      {policy.map((item) => (
        <li key={item.id} className="flex items-start gap-1.5">
          <BookOpenText aria-hidden className="mt-px size-3.5 shrink-0" />
          {m.explain.policy(item.id, item.title)}
        </li>
      ))}
    </ul>
  );
}
