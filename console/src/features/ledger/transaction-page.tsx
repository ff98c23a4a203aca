import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { LedgerTransaction } from "@/api/types";
import { addressOf } from "@/app/ids";
import { m } from "@/app/messages";
import { CompanyName } from "@/features/companies/company-name";
import { useIsOperator } from "@/app/session";
import { TextLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Nothing } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Time } from "@/ui/time";
import { eventName } from "./account-name";
import { transactionQuery } from "./data";
import { JournalHead, PostingRows } from "./journal-table";
import { subjectOf } from "./subject";

const l = m.ledger;

/** One transaction: what was posted, for what, when and by whom. */
export function TransactionPage() {
  const { transactionId } = useParams({ from: "/shell/ledger/$transactionId" });
  const query = useQuery(transactionQuery(transactionId));
  const above = (
    <TextLink to="/ledger" search={{ tab: "transactions" }}>
      {m.nav.ledger}
    </TextLink>
  );
  if (!query.isSuccess) return <UnreadPage title={l.transaction} above={above} query={query} />;
  const one = query.data;
  return (
    <PageFrame title={eventName(one.event)} above={above} lead={<CopyableId id={one.id} />}>
      <Card title={l.postings} flush>
        <div className="overflow-x-auto pt-px">
          <table className="w-full border-collapse text-sm">
            <caption className="sr-only">{l.postings}</caption>
            <JournalHead />
            <tbody className="before:block before:h-1.5">
              <PostingRows postings={one.postings} />
            </tbody>
          </table>
        </div>
      </Card>
      <Card>
        <Facts one={one} />
      </Card>
      <p className="text-ink-3 text-xs">{l.signs}</p>
    </PageFrame>
  );
}

function Facts({ one }: { one: LedgerTransaction }) {
  const operator = useIsOperator();
  const subject = subjectOf(one.source);
  const address = subject === undefined ? undefined : addressOf(subject);
  return (
    <Details columns={3}>
      <Detail label={l.at}>
        <Time at={one.at} named />
      </Detail>
      <Detail label={l.recorded}>
        <Time at={one.recorded_at} named />
      </Detail>
      {operator ? (
        <Detail label={m.fields.company}>
          <CompanyName id={one.company_id} />
        </Detail>
      ) : null}
      <Detail label={l.document}>
        {one.document ? (
          <TextLink to="/invoices/$invoiceId" params={{ invoiceId: one.document }} className="break-all">
            {one.document}
          </TextLink>
        ) : (
          <Nothing />
        )}
      </Detail>
      <Detail label={l.posted_for}>
        {address && subject !== one.document ? (
          <TextLink to={address as "/"} className="break-all">
            {one.source}
          </TextLink>
        ) : (
          <span className="break-all">{one.source}</span>
        )}
      </Detail>
      <Detail label={l.note}>{one.note || <Nothing />}</Detail>
      <Detail label={l.actor}>{one.actor}</Detail>
      <Detail label={l.request}>{one.request_id ? <CopyableId id={one.request_id} /> : <Nothing />}</Detail>
    </Details>
  );
}
