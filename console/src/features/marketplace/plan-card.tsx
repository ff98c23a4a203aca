import { useState, type ReactNode } from "react";
import type { Plan, Price } from "@/api/types";
import { m } from "@/app/messages";
import { useLocale } from "@/ui/locale";
import { SelectField } from "@/ui/field";
import { currenciesOf, priceText } from "./price-text";
import { TermsTable } from "./terms-table";

type Props = { plan: Plan; currency: string | undefined; children: ReactNode };

export function PlanCard({ plan, currency, children }: Props) {
  const currencies = currenciesOf(plan.prices);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? (currency && currencies.includes(currency) ? currency : currencies[0]);
  const prices = plan.prices.filter((price) => price.currency === shown);
  return (
    <li className="bg-surface shadow-card flex flex-col gap-4 rounded-lg border p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold">{plan.name}</h2>
          <p className="text-ink-2 text-sm">{plan.description}</p>
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
      <ul className="divide-line divide-y border-y">
        {prices.map((price) => (
          <PriceRow key={price.id} price={price} interval={m.intervals(plan.interval, plan.interval_count)} />
        ))}
      </ul>
      <p className="text-ink-3 text-xs">{m.proration[plan.proration] ?? plan.proration}</p>
      {children}
    </li>
  );
}

function PriceRow({ price, interval }: { price: Price; interval: string }) {
  const { locale } = useLocale();
  return (
    <li className="py-3">
      <div className="flex items-baseline justify-between gap-3">
        <span className="text-sm font-medium">{price.description || price.component}</span>
        <span className="nums text-sm whitespace-nowrap">
          {priceText(price, locale)}
          {price.model === "flat" ? <span className="text-ink-3"> {interval}</span> : null}
        </span>
      </div>
      <p className="text-ink-3 text-xs">
        {m.price_models[price.model] ?? price.model} · {m.timings[price.timing]}
      </p>
      <TermsTable price={price} />
    </li>
  );
}
