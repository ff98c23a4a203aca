import { clsx } from "clsx";
import { useEffect, useRef, useState } from "react";
import { Field } from "@/ui/field";
import { useLocale } from "@/ui/locale";
import { writeAmount } from "./typed-amount";

type Props = {
  label: string;
  /** Null where there is none: nothing is typed, or no rate is known. */
  amount: string | null;
  /** As it was typed; null where the amount follows from the other field. */
  text: string | null;
  digits: number;
  error: string | undefined;
  onType: (text: string) => void;
};

/** An amount: with its groups at rest, and exactly as it was typed for whoever is typing in it. */
export function AmountField({ label, amount, text, digits, error, onType }: Props) {
  const { locale } = useLocale();
  const [focused, setFocused] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // Its text has just changed under whoever came here with the keyboard, and with it what was selected.
  useEffect(() => {
    if (focused) input.current?.select();
  }, [focused]);
  const written = (grouped: boolean) => (amount === null ? "" : writeAmount(amount, locale, digits, grouped));
  const plain = text ?? written(false);
  return (
    <Field label={label} error={error}>
      {(wiring) => (
        <input
          {...wiring}
          ref={input}
          inputMode="decimal"
          autoComplete="off"
          maxLength={40}
          value={focused || amount === null ? plain : written(true)}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onChange={(event) => onType(event.target.value)}
          className={clsx(
            "nums border-line-strong bg-surface text-ink shadow-card aria-invalid:border-bad h-11 w-full min-w-0 rounded-md border px-3 text-end font-semibold",
            written(true).length > 14 ? "text-base" : "text-xl",
          )}
        />
      )}
    </Field>
  );
}
