import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Conversion } from "@/api/types";
import { m } from "@/app/messages";
import { useIsOperator } from "@/app/session";
import { CompanyName } from "@/features/companies/company-name";
import { TextLink } from "@/ui/button";
import { Card, Detail, Details, Stat, Stats } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { formatMoney, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Time } from "@/ui/time";
import { Marks } from "./conversions";
import { conversionQuery } from "./data";
import { useSourceName } from "./source-name";

const r = m.rates;
const c = r.conversions;
const EXACT_DIGITS = 4;

/** One conversion: an amount that became another, once, and why it came to that. */
export function ConversionPage() {
  const { conversionId } = useParams({ from: "/shell/conversions/$conversionId" });
  const query = useQuery(conversionQuery(conversionId));
  const above = (
    <TextLink to="/rates" search={{ tab: "conversions" }}>
      {c.log}
    </TextLink>
  );
  if (!query.isSuccess) return <UnreadPage title={c.title} above={above} query={query} />;
  const one = query.data;
  return (
    <PageFrame title={c.title} above={above} badge={<Marks conversion={one} />} lead={<CopyableId id={one.id} />}>
      <Amounts one={one} />
      <Card title={c.working}>
        <Working one={one} />
        <p className="text-ink-3 mt-4 text-xs">{c.rule}</p>
      </Card>
    </PageFrame>
  );
}

function Amounts({ one }: { one: Conversion }) {
  const { locale } = useLocale();
  return (
    <Stats>
      <Stat label={m.fields.amount} value={<Money value={one.amount} />} />
      <Stat label={c.converted} value={<Money value={one.converted} />} />
      <Stat
        label={c.exact}
        value={formatMoney(one.exact, one.converted.currency, locale, EXACT_DIGITS)}
        note={c.exact_note}
      />
      <Stat
        label={r.rate}
        value={formatQuantity(one.rate, locale)}
        note={`1 ${one.amount.currency} → ${one.converted.currency}`}
      />
    </Stats>
  );
}

function Working({ one }: { one: Conversion }) {
  const operator = useIsOperator();
  const name = useSourceName(one.source);
  return (
    <Details columns={3}>
      <Detail label={r.source}>{name || r.itself}</Detail>
      <Detail label={r.as_of}>
        <Time at={one.as_of} named />
      </Detail>
      <Detail label={r.base}>{one.source ? <Crossed one={one} /> : r.itself}</Detail>
      <Detail label={c.key}>
        <CopyableId id={one.operation_key} />
        <span className="text-ink-3 block text-xs">{c.key_note}</span>
      </Detail>
      <Detail label={c.at}>
        <Time at={one.converted_at} named />
      </Detail>
      <Detail label={c.asked_at}>{one.asked_at ? <Time at={one.asked_at} named /> : c.at_that_time}</Detail>
      {operator ? (
        <Detail label={m.fields.company}>
          <CompanyName id={one.company_id} />
        </Detail>
      ) : null}
      {one.sheet_id ? (
        <Detail label={r.answers}>
          <TextLink to="/rates" search={{ tab: "sources", answer: one.sheet_id }}>
            {r.answer}
          </TextLink>
        </Detail>
      ) : null}
    </Details>
  );
}

/** Digit for digit as the source wrote them: from these two it can be calculated again. */
function Crossed({ one }: { one: Conversion }) {
  const { locale } = useLocale();
  const sides = [
    { code: one.amount.currency, rate: one.source_rate },
    { code: one.converted.currency, rate: one.target_rate },
  ];
  return sides
    .filter(({ code }) => code !== one.base)
    .map(({ code, rate }) => (
      <bdi key={code} dir="ltr" className="nums block w-fit">
        1 {one.base} = {formatQuantity(rate, locale)} {code}
      </bdi>
    ));
}
