import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { useState } from "react";
import type { ExchangeRate } from "@/api/types";
import { currenciesQuery } from "@/app/currencies";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { currencyDigits } from "@/ui/currency-digits";
import { CurrencyField } from "@/ui/currency-field";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { useSettled } from "@/ui/settled";
import { AmountField } from "./amount-field";
import { converted, reversed } from "./converting";
import { DayLookup } from "./day-lookup";
import { readAmount, type Typed } from "./typed-amount";
import type { PairState } from "./use-pair";

const r = m.rates;
const EXACT_DIGITS = 4;
const FIRST = "100";

type Side = "from" | "to";
type Props = { pair: PairState; rate: ExchangeRate | undefined; quoted: ReadonlySet<string> | undefined };

/** Two amounts, of which one is typed and the other follows at once: a look, so that nothing is sent and nothing recorded. */
export function Converter({ pair, rate, quoted }: Props) {
  const { from, to } = pair.asked;
  const { locale } = useLocale();
  const digitsOf = useDigits();
  const [typed, setTyped] = useState<{ side: Side; text: string }>({ side: "from", text: FIRST });
  const digits = { from: digitsOf(from), to: digitsOf(to) };
  const read = readAmount(typed.text, locale, digits[typed.side]);
  const other = typed.side === "from" ? "to" : "from";
  const way = rate && (typed.side === "from" ? rate : reversed(rate));
  const answer = way && read.kind === "amount" ? converted(read.amount, way, digits[other]) : null;
  const amounts = { [typed.side]: read.kind === "amount" ? read.amount : null, [other]: answer } as Amounts;
  const field = (side: Side) => ({
    amount: amounts[side],
    text: side === typed.side ? typed.text : null,
    digits: digits[side],
    error: side === typed.side ? problemOf(read, pair.asked[side], digits[side], locale) : undefined,
    onType: (text: string) => setTyped({ side, text }),
  });
  return (
    <Card title={r.converter} actions={<DayLookup at={pair.asked.at} onChoose={(at) => pair.set({ at })} />}>
      <div className="grid items-start gap-x-3 gap-y-4 md:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
        <div className={SIDE}>
          <CurrencyField label={r.from} value={from} onChange={pair.chooseFrom} quoted={quoted} inputClass="h-11" />
          <AmountField label={r.from_amount(from)} {...field("from")} />
        </div>
        <Button
          onClick={pair.swap}
          aria-label={r.swap}
          title={r.swap}
          className="h-9 w-9 justify-self-center px-0 max-md:-my-1.5 md:mt-6 md:h-11 md:w-11"
        >
          <ArrowLeftRight aria-hidden className="size-4 max-md:rotate-90" />
        </Button>
        <div className={SIDE}>
          <CurrencyField label={r.to} value={to} onChange={pair.chooseTo} quoted={quoted} inputClass="h-11" />
          <AmountField label={r.to_amount(to)} {...field("to")} />
        </div>
      </div>
      <Footnote
        spoken={spokenOf(amounts, from, to, locale)}
        exact={
          way && read.kind === "amount"
            ? r.exactly(
                formatMoney(converted(read.amount, way, EXACT_DIGITS), pair.asked[other], locale, EXACT_DIGITS),
                r.digits(digits[other]),
              )
            : null
        }
      />
    </Card>
  );
}

const SIDE = "grid grid-cols-[7.25rem_minmax(0,1fr)] gap-x-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]";

type Amounts = Record<Side, string | null>;

function Footnote({ spoken, exact }: { spoken: string; exact: string | null }) {
  const said = useSettled(spoken);
  return (
    <>
      <p className="text-ink-3 mt-3 min-h-5 text-xs">
        {exact ? <span className="nums">{exact} </span> : null}
        {r.a_look}
      </p>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}

/** What the eye sees at a glance, for the ear: once nobody types any more. */
function spokenOf({ from, to }: Amounts, source: string, target: string, locale: string): string {
  if (from === null || to === null) return "";
  return `${formatMoney(from, source, locale)} = ${formatMoney(to, target, locale)}`;
}

function problemOf(typed: Typed, code: string, digits: number, locale: string): string | undefined {
  if (typed.kind === "too_fine") return r.amount.too_fine(code, r.digits(digits));
  if (typed.kind === "too_large") return r.amount.too_large;
  const example = new Intl.NumberFormat(locale, { minimumFractionDigits: digits }).format(digits > 0 ? 1234.5 : 1234);
  return typed.kind === "wrong" ? r.amount.wrong(example) : undefined;
}

/** As the server counts; what it does not list, as ISO 4217 does. */
function useDigits(): (code: string) => number {
  const { locale } = useLocale();
  const { data } = useQuery(currenciesQuery(locale));
  return (code) => data?.items.find((one) => one.code === code)?.exponent ?? currencyDigits(code);
}
