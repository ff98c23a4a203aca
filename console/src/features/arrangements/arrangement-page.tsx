import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ArrangementDetails } from "@/api/types";
import { m } from "@/app/messages";
import { useIsOperator } from "@/app/session";
import { CompanyName } from "@/features/companies/company-name";
import { CardText } from "@/features/payments/card-text";
import { methodsQuery } from "@/features/payments/data";
import { providerName } from "@/features/payments/provider-name";
import { TextLink } from "@/ui/button";
import { Card, Detail, Details, Stat, Stats } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money, Nothing } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Time } from "@/ui/time";
import { Approval, waitsForPayer } from "./approval";
import { everyText, isOver, meaningOf, receivedOf } from "./arrangement-text";
import { StateOf } from "./arrangements-page";
import { CancelArrangement } from "./cancel-arrangement";
import { Charges } from "./charges";
import { arrangementQuery } from "./data";

const a = m.arrangements;

export function ArrangementPage() {
  const { arrangementId } = useParams({ from: "/shell/payment-arrangements/$arrangementId" });
  const query = useQuery(arrangementQuery(arrangementId));
  const { locale } = useLocale();
  const above = <TextLink to="/payment-arrangements">{m.nav.arrangements}</TextLink>;
  if (!query.isSuccess) return <UnreadPage title={a.arrangement} above={above} query={query} />;
  const one = query.data;
  return (
    <PageFrame
      title={a.title(formatMoney(one.amount.amount, one.amount.currency, locale), everyText(one))}
      above={above}
      badge={<StateOf one={one} />}
      lead={<CopyableId id={one.id} />}
      actions={<CancelArrangement one={one} />}
    >
      {waitsForPayer(one) ? <Approval one={one} /> : <Meaning one={one} />}
      <Standing one={one} />
      <Charges charges={one.charges} />
      <Facts one={one} />
    </PageFrame>
  );
}

function Meaning({ one }: { one: ArrangementDetails }) {
  return (
    <p role="status" className="text-ink-2 -mt-2 text-sm">
      {meaningOf(one)} {one.message}
    </p>
  );
}

const LISTED_MOST = 100;

function Standing({ one }: { one: ArrangementDetails }) {
  const { paid, sum } = receivedOf(one);
  const by = one.charges_max === null ? a.received_note(paid) : a.received_of(paid, one.charges_max);
  const note = one.charges.length < LISTED_MOST ? by : `${by}, ${a.latest}`;
  return (
    <Stats>
      <Stat label={m.fields.amount} value={<Money value={one.amount} />} note={everyText(one)} />
      <Stat
        label={a.next}
        value={<Time at={one.next_charge_at} day />}
        note={one.next_charge_at ? null : isOver(one) ? a.no_next : a.next_unknown}
        tone={one.state === "past_due" ? "bad" : undefined}
      />
      <Stat label={a.received} value={<Money value={sum} />} note={note} />
    </Stats>
  );
}

function Facts({ one }: { one: ArrangementDetails }) {
  return (
    <Card>
      <Details columns={3}>
        <Detail label={m.fields.provider}>{providerName(one.provider)}</Detail>
        <Detail label={m.fields.method}>
          <Method one={one} />
        </Detail>
        {useIsOperator() ? (
          <Detail label={m.fields.company}>
            <CompanyName id={one.company_id} />
          </Detail>
        ) : null}
        <Detail label={a.starts}>
          <Time at={one.starts_at} named />
        </Detail>
        <Detail label={a.ends}>{one.charges_max === null ? a.until_cancelled : a.ends_after(one.charges_max)}</Detail>
        <Detail label={a.reference}>{one.reference ? <CopyableId id={one.reference} /> : <Nothing />}</Detail>
        <Detail label={a.made}>
          <Time at={one.made_at} named />
        </Detail>
        <Detail label={a.made_by}>{one.made_by}</Detail>
        <Detail label={a.ended}>
          <Time at={one.ended_at} named />
        </Detail>
      </Details>
    </Card>
  );
}

/** The saved method that is charged; nothing where the payer has agreed at the provider, or it was removed since. */
function Method({ one }: { one: ArrangementDetails }) {
  const id = one.payment_method_id;
  const company = useIsOperator() ? one.company_id : undefined;
  const { data } = useQuery({ ...methodsQuery(company), enabled: id !== null });
  return <CardText method={data?.items.find((method) => method.id === id) ?? null} />;
}
