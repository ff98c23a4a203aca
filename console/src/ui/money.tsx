import { clsx } from "clsx";
import { m } from "@/app/messages";
import type { Money as Amount } from "@/api/types";
import { formatMoney, formatQuantity } from "./format";
import { useLocale } from "./locale";

export function Money({ value, className }: { value: Amount | null | undefined; className?: string }) {
  const { locale } = useLocale();
  if (!value) return <Nothing />;
  return (
    <span className={clsx("nums whitespace-nowrap", className)} data-amount={value.amount}>
      {formatMoney(value.amount, value.currency, locale)}
    </span>
  );
}

/** The operator sees several currencies; they are listed, never added. */
export function Moneys({ values }: { values: Amount[] }) {
  if (values.length === 0) return <Nothing />;
  return (
    <span className="flex flex-col">
      {values.map((value) => (
        <Money key={value.currency} value={value} />
      ))}
    </span>
  );
}

export function Quantity({ value, unit }: { value: string | number; unit?: string | null }) {
  const { locale } = useLocale();
  return (
    <span className="nums whitespace-nowrap">
      {formatQuantity(value, locale)}
      {unit ? <span className="text-ink-3"> {unit}</span> : null}
    </span>
  );
}

/** A missing value is a dash for the eye and a word for the ear. */
export function Nothing() {
  return (
    <span className="text-ink-3">
      <span aria-hidden>—</span>
      <span className="sr-only">{m.kit.none}</span>
    </span>
  );
}
