import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useSourceName } from "@/features/rates/source-name";
import { Card, Detail, Details } from "@/ui/card";
import { formatDayOf, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money } from "@/ui/money";

type Reported = NonNullable<InvoiceDetail["reporting"]>;

/** What an invoice in another currency came to in its issuer's own, at the rate of its issue; nothing where the two are the same. */
export function Reporting({ invoice }: { invoice: InvoiceDetail }) {
  const one = invoice.reporting;
  const source = useSourceName(one?.source ?? null);
  return one?.source ? <ReportedCard one={one} of={invoice.currency} source={source} /> : null;
}

type Props = { one: Reported; of: string; source: string };

export function ReportedCard({ one, of, source }: Props) {
  const { locale } = useLocale();
  const r = m.invoices.reporting;
  const rate = `1 ${of} = ${formatQuantity(one.rate, locale)} ${one.currency}`;
  return (
    <Card title={r.title(one.currency)} note={r.note}>
      <Details columns={3}>
        <Detail label={r.net}>
          <Money value={one.net} />
        </Detail>
        <Detail label={r.tax}>
          <Money value={one.tax} />
        </Detail>
        <Detail label={r.total}>
          <Money value={one.total} className="font-semibold" />
        </Detail>
        <Detail label={r.rate}>
          <span dir="ltr">{rate}</span>
        </Detail>
        <Detail label={r.source}>{source}</Detail>
        <Detail label={r.as_of}>{formatDayOf(one.as_of, "UTC", locale)}</Detail>
      </Details>
      {one.stale || one.held ? <p className="text-ink-2 mt-4 border-t pt-3 text-sm">{r.old}</p> : null}
    </Card>
  );
}
