import { useQuery } from "@tanstack/react-query";
import { m } from "@/app/messages";
import { modulesQuery } from "@/features/marketplace/data";
import { SelectField, TextField } from "@/ui/field";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { amountOf, isCurrency, isDiscount, PERCENT, QUANTITY, UNIT_AMOUNT, type ItemDraft } from "./item-draft";

type Props = {
  draft: ItemDraft;
  currency: string;
  problemOf: (name: string) => string | undefined;
  onChange: (draft: ItemDraft) => void;
};

/** One one-off line, with what it comes to beside it. */
export function ItemFields({ draft, currency, problemOf, onChange }: Props) {
  const modules = useQuery(modulesQuery).data?.items ?? [];
  const t = m.items;
  const field = (name: keyof ItemDraft, label: string) => ({
    label,
    value: draft[name],
    error: problemOf(name === "tax_percent" ? "tax_rate" : name),
    onChange: (event: { target: { value: string } }) => onChange({ ...draft, [name]: event.target.value }),
  });
  const number = { inputMode: "decimal", autoComplete: "off" } as const;
  const unitAmount = isCurrency(currency) ? t.unit_amount(currency) : t.unit_amount_plain;
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <TextField {...field("description", m.fields.description)} maxLength={500} required />
        <SelectField
          {...field("module_id", t.module)}
          options={[{ value: "", label: t.no_module }, ...modules.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </div>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <TextField {...field("quantity", m.fields.quantity)} {...number} pattern={QUANTITY} required />
        <TextField {...field("unit", t.unit)} maxLength={60} />
        <TextField
          {...field("unit_amount", unitAmount)}
          {...number}
          hint={t.discount_hint}
          pattern={UNIT_AMOUNT}
          required
        />
        <TextField {...field("tax_percent", t.tax_percent)} {...number} hint={t.tax_hint} pattern={PERCENT} />
      </div>
      <ComesTo draft={draft} currency={currency} />
    </div>
  );
}

function ComesTo({ draft, currency }: Pick<Props, "draft" | "currency">) {
  const { locale } = useLocale();
  const amount = isCurrency(currency) ? amountOf(draft, currency) : null;
  if (amount === null) return null;
  return (
    <p aria-live="polite" className="text-ink-2 text-sm">
      {isDiscount(draft) ? m.items.discount : m.items.comes_to}{" "}
      <span className="nums text-ink font-medium">{formatMoney(amount, currency, locale)}</span>
    </p>
  );
}
