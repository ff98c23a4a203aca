import type { ReactNode } from "react";
import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { isZero } from "@/ui/decimal";
import { formatMoney, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";

/** The full terms of a price: tiers, or the steps of a call. Flat and per-unit prices say all in one line. */
export function TermsTable({ price }: { price: Price }) {
  const { terms } = price;
  if ("tiers" in terms) return <TierTable price={price} tiers={terms.tiers} />;
  if ("steps" in terms) return <StepTable price={price} steps={terms.steps} connectFee={terms.connect_fee} />;
  return null;
}

type Tiers = { up_to: string | null; unit_amount: string; flat_amount: string }[];

function TierTable({ price, tiers }: { price: Price; tiers: Tiers }) {
  const { locale } = useLocale();
  const money = (amount: string) => formatMoney(amount, price.currency, locale);
  return (
    <SmallTable
      caption={m.prices.tiers(m.price_models[price.model] ?? price.model)}
      headers={[m.unit(price.unit, ""), m.prices.each, m.prices.flat]}
    >
      {tiers.map((tier, index) => {
        const from = formatQuantity(tiers[index - 1]?.up_to ?? "0", locale);
        const range = rangeText(from, tier.up_to ? formatQuantity(tier.up_to, locale) : null, index);
        return <Row key={range} cells={[range, money(tier.unit_amount), money(tier.flat_amount)]} />;
      })}
    </SmallTable>
  );
}

function rangeText(from: string, to: string | null, index: number): string {
  if (to === null) return m.prices.above(from);
  return index === 0 ? m.prices.first(to) : m.prices.range(from, to);
}

type Steps = { from_second: number; increment_seconds: number; per_minute: string }[];

function StepTable({ price, steps, connectFee }: { price: Price; steps: Steps; connectFee: string }) {
  const { locale } = useLocale();
  const money = (amount: string) => formatMoney(amount, price.currency, locale);
  return (
    <>
      <SmallTable caption={m.prices.call_steps} headers={[m.prices.from_second, m.prices.increment, m.prices.minute]}>
        {steps.map((step) => (
          <Row
            key={step.from_second}
            cells={[
              m.prices.second(step.from_second),
              m.prices.seconds(step.increment_seconds),
              money(step.per_minute),
            ]}
          />
        ))}
      </SmallTable>
      {isZero(connectFee) ? null : <p className="text-ink-3 mt-1 text-xs">{m.prices.connect_fee(money(connectFee))}</p>}
    </>
  );
}

function SmallTable({ caption, headers, children }: { caption: string; headers: string[]; children: ReactNode }) {
  return (
    <table className="mt-2 w-full text-xs">
      <caption className="text-ink-3 mb-1 text-left">{caption}</caption>
      <thead>
        <tr className="text-ink-3 border-b text-left">
          {headers.map((header, index) => (
            <th key={header} scope="col" className={index === 0 ? "py-1 font-medium" : "py-1 text-right font-medium"}>
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Row({ cells }: { cells: string[] }) {
  return (
    <tr className="border-b last:border-b-0">
      {cells.map((cell, index) => (
        <td key={index} className={index === 0 ? "nums py-1" : "nums py-1 text-right"}>
          {cell}
        </td>
      ))}
    </tr>
  );
}
