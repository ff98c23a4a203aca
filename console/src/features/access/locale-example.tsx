import { writtenLocale } from "@/app/language";
import { m } from "@/app/messages";
import { Detail } from "@/ui/card";
import { LocaleProvider, useLocale } from "@/ui/locale";
import { Money, Quantity } from "@/ui/money";
import { Time } from "@/ui/time";

const AMOUNT = { amount: "1234567.89", currency: "EUR" };
const DEBT = { amount: "-1234.50", currency: "USD" };
const AT = "2026-03-31T16:05:00Z";

/** How the chosen locale writes what the console is full of, before it is saved. */
export function LocaleExample({ tag }: { tag: string }) {
  const { zone } = useLocale();
  return (
    <LocaleProvider value={{ locale: writtenLocale(tag), zone }}>
      <dl
        aria-label={m.settings.example}
        className="bg-sunken grid gap-x-8 gap-y-3 rounded-lg border p-4 sm:grid-cols-3"
      >
        <Detail label={m.fields.amount}>
          <Money value={AMOUNT} />
          <br />
          <Money value={DEBT} />
        </Detail>
        <Detail label={m.fields.quantity}>
          <Quantity value="98765.4" />
        </Detail>
        <Detail label={m.fields.created}>
          <Time at={AT} />
        </Detail>
      </dl>
    </LocaleProvider>
  );
}
