import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Check, ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useEffect, useId, useMemo, useRef } from "react";
import { currenciesQuery } from "@/app/currencies";
import { m } from "@/app/messages";
import { inOrder, type CurrencyName } from "./currency-search";
import { Field } from "./field";
import { useLocale } from "./locale";
import { useCurrencyBox, type CurrencyBox } from "./use-currency-box";

const c = m.rates.selector;

type Props = {
  label: string;
  /** The code; empty while none is chosen. */
  value: string;
  onChange: (code: string) => void;
  /** Codes that have what is asked for, a rate for example: they come first, and the others say that they do not. */
  quoted?: ReadonlySet<string> | undefined;
  /** For forms: the name under which the code is sent. */
  name?: string;
  hint?: string;
  error?: string | undefined;
  hideLabel?: boolean;
  required?: boolean;
  fieldClass?: string;
  inputClass?: string;
};

/**
 * A currency, found by its code, its sign or its name in the reader's language: a combobox of WAI-ARIA 1.2. Escape leaves everything
 * as it was.
 */
export function CurrencyField({ label, value, onChange, quoted, name, inputClass, required, ...field }: Props) {
  const { locale } = useLocale();
  const { data } = useQuery(currenciesQuery(locale));
  const all = useMemo(() => listed(data?.items ?? [], quoted), [data, quoted]);
  const chosen = data?.items.find((one) => one.code === value);
  const box = useCurrencyBox(all, value, onChange);
  const nameId = useId();
  const anchor = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  // What is chosen is replaced by whatever is typed next, also by somebody who has not left the field since.
  useEffect(() => {
    if (box.typed === null && input.current === document.activeElement) input.current?.select();
  }, [box.typed, box.open, value]);
  return (
    <Field label={label} {...field}>
      {(wiring) => (
        <Popover.Root open={box.open} onOpenChange={(next) => (next ? box.show() : box.hide())}>
          <Popover.Anchor ref={anchor} className="relative flex min-w-0">
            <Sign symbol={chosen ? signOf(chosen) : ""} />
            <input
              {...wiring}
              ref={input}
              role="combobox"
              aria-describedby={[nameId, wiring["aria-describedby"]].filter(Boolean).join(" ")}
              aria-autocomplete="list"
              aria-expanded={box.open}
              aria-controls={box.open && box.found.length > 0 ? box.listId : undefined}
              aria-activedescendant={box.open && box.marked ? optionId(box.listId, box.marked.code) : undefined}
              value={box.typed ?? value}
              placeholder={c.placeholder}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              required={required}
              onFocus={(event) => event.currentTarget.select()}
              onClick={box.show}
              onChange={(event) => box.type(event.target.value)}
              onKeyDown={box.onKeyDown}
              onBlur={box.leave}
              className={clsx(
                "border-line-strong bg-surface text-ink shadow-card placeholder:text-ink-3 aria-invalid:border-bad h-8 w-full min-w-0 rounded-md border ps-11 pe-8 text-sm text-ellipsis",
                inputClass,
              )}
            />
            {chosen && box.typed === null ? (
              <span
                id={nameId}
                className="text-ink-2 pointer-events-none absolute inset-y-0 start-[5.1rem] end-8 my-auto h-fit truncate text-sm max-sm:sr-only"
              >
                {chosen.name}
              </span>
            ) : null}
            <ChevronDown
              aria-hidden
              className="text-ink-3 pointer-events-none absolute inset-y-0 end-2 my-auto size-4"
            />
            {name ? <input type="hidden" name={name} value={value} /> : null}
          </Popover.Anchor>
          <Popover.Content
            role="presentation"
            align="start"
            sideOffset={4}
            collisionPadding={12}
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => event.preventDefault()}
            onInteractOutside={(event) => {
              if (anchor.current?.contains(event.target as Node)) event.preventDefault();
            }}
            className="animate-fade bg-surface shadow-pop z-60 w-[max(var(--radix-popover-trigger-width),19rem)] max-w-[calc(100vw-1.5rem)] rounded-lg"
          >
            <p role="status" className="sr-only">
              {c.found(box.found.length)}
            </p>
            {box.found.length > 0 ? (
              <Options box={box} label={label} value={value} quoted={quoted} />
            ) : (
              <p className="text-ink-2 px-3 py-4 text-center text-sm">
                {data ? c.none(box.typed ?? "") : m.kit.loading}
              </p>
            )}
          </Popover.Content>
        </Popover.Root>
      )}
    </Field>
  );
}

/** A currency without a sign of its own has its code for one; the code stands beside it already. */
const signOf = ({ code, symbol }: CurrencyName) => (symbol === code ? "¤" : symbol);
const optionId = (listId: string, code: string) => `${listId}-${code}`;

function listed(all: readonly CurrencyName[], quoted: ReadonlySet<string> | undefined): CurrencyName[] {
  const ordered = inOrder(all);
  if (!quoted || quoted.size === 0) return ordered;
  return [...ordered.filter((one) => quoted.has(one.code)), ...ordered.filter((one) => !quoted.has(one.code))];
}

type OptionsProps = { box: CurrencyBox; label: string; value: string; quoted: ReadonlySet<string> | undefined };

function Options({ box, label, value, quoted }: OptionsProps) {
  const list = useRef<HTMLDivElement>(null);
  const markedCode = box.marked?.code;
  useEffect(() => {
    const option = list.current?.querySelector<HTMLElement>("[data-marked]");
    option?.scrollIntoView({ block: "nearest" });
  }, [markedCode]);
  return (
    <div ref={list} id={box.listId} role="listbox" aria-label={label} className="max-h-72 overflow-y-auto p-1">
      {box.found.map((one, index) => (
        <button
          type="button"
          tabIndex={-1}
          key={one.code}
          id={optionId(box.listId, one.code)}
          role="option"
          aria-selected={one.code === value}
          data-marked={one.code === markedCode || undefined}
          // The focus stays in the field: leaving it would close the list before the click is heard.
          onPointerDown={(event) => event.preventDefault()}
          onPointerMove={() => box.mark(index)}
          onClick={() => box.choose(one.code)}
          className="data-marked:bg-hover flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-start text-sm"
        >
          <span
            aria-hidden
            className="bg-neutral-soft text-ink-2 grid h-6 w-9 shrink-0 place-items-center overflow-hidden rounded text-[11px] font-medium"
          >
            {signOf(one)}
          </span>
          <span className="w-9 shrink-0 font-medium">{one.code}</span>
          <span className="text-ink-2 min-w-0 flex-1 truncate">{one.name}</span>
          {quoted && quoted.size > 0 && !quoted.has(one.code) ? (
            <span className="text-ink-3 shrink-0 text-xs">{c.not_quoted}</span>
          ) : null}
          {one.code === value ? <Check aria-hidden className="text-accent-text size-4 shrink-0" /> : null}
        </button>
      ))}
    </div>
  );
}

function Sign({ symbol }: { symbol: string }) {
  return (
    <span
      aria-hidden
      className="bg-neutral-soft text-ink-2 pointer-events-none absolute inset-y-0 start-1.5 my-auto grid h-6 w-8 place-items-center overflow-hidden rounded text-[11px] font-medium"
    >
      {symbol}
    </span>
  );
}
