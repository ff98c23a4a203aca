import { clsx } from "clsx";
import { m } from "@/app/messages";
import type { Money as Amount } from "@/api/types";
import { formatMoney, formatQuantity } from "./format";
import { useLocale } from "./locale";

type Props = { value: Amount | null | undefined; digits?: number; className?: string };

/** An amount in its currency, kept whole whatever direction the words around it have; `digits` lines up a column of finer amounts, such as rated calls. */
export function Money({ value, digits, className }: Props) {
  const { locale } = useLocale();
  if (!value) return <Nothing />;
  return (
    <bdi className={clsx("nums whitespace-nowrap", className)} data-amount={value.amount}>
      {formatMoney(value.amount, value.currency, locale, digits)}
    </bdi>
  );
}

/** The operator sees several currencies; they are listed, never added. */
export function Moneys({ values, small = false }: { values: Amount[]; small?: boolean }) {
  if (values.length === 0) return <Nothing />;
  return (
    <span className={clsx("flex flex-col", values.length > 1 && !small && "text-base leading-5")}>
      {values.map((value) => (
        <Money key={value.currency} value={value} />
      ))}
    </span>
  );
}

export function Quantity({ value, unit }: { value: string | number; unit?: string | null }) {
  const { locale } = useLocale();
  return (
    <bdi className="nums whitespace-nowrap">
      {formatQuantity(value, locale)}
      {unit ? <span className="text-ink-3"> {m.unit(unit, String(value))}</span> : null}
    </bdi>
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
