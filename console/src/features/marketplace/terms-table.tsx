import type { ReactNode } from "react";
import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { isZero } from "@/ui/decimal";
import { formatMoney, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";

/** The full terms of a price: tiers, what is free, or the steps of a call. Flat and per-unit prices say all in one line. */
export function TermsTable({ price }: { price: Price }) {
  const { terms } = price;
  switch (terms.model) {
    case "graduated":
    case "volume":
      return <TierTable price={price} tiers={terms.tiers} />;
    case "graduated_percentage":
      return <PercentTable price={price} tiers={terms.tiers} />;
    case "package":
      return <PackageNote price={price} freeUnits={terms.free_units} />;
    case "percentage":
      return <PercentNote price={price} freeEvents={terms.free_events} freeVolume={terms.free_volume} />;
    case "commitment":
      return <Note>{m.prices.commitment}</Note>;
    case "call":
      return <CallTable price={price} terms={terms} />;
    default:
      return null;
  }
}

type Tiers = { up_to: string | null; unit_amount: string; flat_amount: string; block_size?: string | null }[];

function TierTable({ price, tiers }: { price: Price; tiers: Tiers }) {
  const { locale } = useLocale();
  const money = (amount: string) => formatMoney(amount, price.currency, locale);
  const blocks = tiers.some((tier) => tier.block_size);
  const lotText = (size?: string | null) =>
    size ? m.prices.block_of(formatQuantity(size, locale)) : m.prices.one_by_one;
  return (
    <SmallTable
      caption={m.prices.tiers(m.price_models[price.model] ?? price.model)}
      headers={[m.unit(price.unit, ""), ...(blocks ? [m.prices.block] : []), m.prices.each, m.prices.flat]}
    >
      {tiers.map((tier, index) => {
        const range = rangeOf(tiers, index, locale);
        const lot = blocks ? [lotText(tier.block_size)] : [];
        return <Row key={range} cells={[range, ...lot, money(tier.unit_amount), money(tier.flat_amount)]} />;
      })}
    </SmallTable>
  );
}

type PercentTiers = { up_to: string | null; percent: string; flat_amount?: string }[];

function PercentTable({ price, tiers }: { price: Price; tiers: PercentTiers }) {
  const { locale } = useLocale();
  return (
    <SmallTable
      caption={m.prices.tiers(m.price_models[price.model] ?? price.model)}
      headers={[m.prices.volume, m.prices.share, m.prices.flat]}
    >
      {tiers.map((tier, index) => {
        const range = rangeOf(tiers, index, locale);
        const share = m.prices.percent(formatQuantity(tier.percent, locale));
        return <Row key={range} cells={[range, share, formatMoney(tier.flat_amount ?? "0", price.currency, locale)]} />;
      })}
    </SmallTable>
  );
}

function PackageNote({ price, freeUnits = "0" }: { price: Price; freeUnits?: string }) {
  const { locale } = useLocale();
  const free = m.prices.free_units(formatQuantity(freeUnits, locale), m.unit(price.unit, freeUnits));
  return <Note>{isZero(freeUnits) ? m.prices.whole_packages : free}</Note>;
}

type PercentNoteProps = { price: Price; freeEvents?: number; freeVolume?: string };

function PercentNote({ price, freeEvents = 0, freeVolume = "0" }: PercentNoteProps) {
  const { locale } = useLocale();
  const volume = isZero(freeVolume) ? "" : m.prices.free_volume(formatMoney(freeVolume, price.currency, locale));
  const events = freeEvents ? m.prices.free_events(freeEvents) : "";
  return volume || events ? <Note>{[volume, events].filter(Boolean).join(" ")}</Note> : null;
}

function Note({ children }: { children: ReactNode }) {
  return <p className="text-ink-3 mt-1 text-xs">{children}</p>;
}

function rangeOf(tiers: readonly { up_to: string | null }[], index: number, locale: string): string {
  const from = formatQuantity(tiers[index - 1]?.up_to ?? "0", locale);
  const to = tiers[index]?.up_to;
  return rangeText(from, to ? formatQuantity(to, locale) : null, index);
}

function rangeText(from: string, to: string | null, index: number): string {
  if (to === null) return m.prices.above(from);
  return index === 0 ? m.prices.first(to) : m.prices.range(from, to);
}

type CallTerms = Extract<Price["terms"], { model: "call" }>;

/** The steps of each band, those of all other times, and the cap. */
function CallTable({ price, terms }: { price: Price; terms: CallTerms }) {
  const { locale } = useLocale();
  const bands = terms.bands ?? [];
  const { cap } = terms;
  return (
    <>
      {bands.map((band, index) => (
        <StepTable
          key={index}
          price={price}
          caption={m.prices.band(daysText(band.weekdays), band.from, band.to, terms.zone ?? "")}
          steps={band.steps}
          connectFee={band.connect_fee}
        />
      ))}
      <StepTable
        price={price}
        caption={bands.length ? m.prices.outside_bands : m.prices.call_steps}
        steps={terms.steps}
        connectFee={terms.connect_fee}
      />
      {cap ? <Note>{m.prices.caps[cap.kind](formatMoney(cap.amount, price.currency, locale))}</Note> : null}
    </>
  );
}

type Weekday = keyof typeof m.prices.weekdays;

function daysText(weekdays: Weekday[]): string {
  return weekdays.map((day) => m.prices.weekdays[day]).join(", ");
}

type Steps = { from_second: number; increment_seconds: number; per_minute: string }[];

function StepTable(props: { price: Price; caption: string; steps: Steps; connectFee: string }) {
  const { price, caption, steps, connectFee } = props;
  const { locale } = useLocale();
  const money = (amount: string) => formatMoney(amount, price.currency, locale);
  return (
    <>
      <SmallTable caption={caption} headers={[m.prices.from_second, m.prices.increment, m.prices.minute]}>
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
      {isZero(connectFee) ? null : <Note>{m.prices.connect_fee(money(connectFee))}</Note>}
    </>
  );
}

function SmallTable({ caption, headers, children }: { caption: string; headers: string[]; children: ReactNode }) {
  return (
    <table className="mt-2 w-full text-xs">
      <caption className="text-ink-3 mb-1 text-start">{caption}</caption>
      <thead>
        <tr className="text-ink-3 border-b text-start">
          {headers.map((header, index) => (
            <th key={header} scope="col" className={index === 0 ? "py-1 font-medium" : "py-1 text-end font-medium"}>
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
        <td key={index} className={index === 0 ? "nums py-1" : "nums py-1 text-end"}>
          {cell}
        </td>
      ))}
    </tr>
  );
}
