import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Dispute } from "@/api/types";
import { m } from "@/app/messages";
import { CompanyName } from "@/features/companies/company-name";
import { PostingsCard } from "@/features/ledger/postings-card";
import { InvoiceLink } from "@/features/payments/payments-page";
import { providerName } from "@/features/payments/provider-name";
import { useCan, useIsOperator } from "@/app/session";
import { TextLink } from "@/ui/button";
import { Card, Detail, Details, Stat, Stats } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Money, Nothing } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Time } from "@/ui/time";
import { disputeQuery } from "./data";
import { DisputeActions, EVIDENCE } from "./dispute-actions";
import { DisputeState, DueIn } from "./dispute-parts";
import { isDecided, reasonText } from "./dispute-text";
import { FileList } from "./evidence-files";

const d = m.disputes;
const f = m.fields;

export function DisputePage() {
  const { disputeId } = useParams({ from: "/shell/disputes/$disputeId" });
  const query = useQuery(disputeQuery(disputeId));
  const mayAnswer = useCan("payments.refund");
  const above = <TextLink to="/disputes">{m.nav.disputes}</TextLink>;
  if (!query.isSuccess) return <UnreadPage title={d.dispute} above={above} query={query} />;
  const dispute = query.data;
  return (
    <PageFrame
      title={reasonText(dispute.reason)}
      above={above}
      badge={<DisputeState state={dispute.state} />}
      lead={<CopyableId id={dispute.id} />}
      actions={<DisputeActions dispute={dispute} />}
    >
      <Standing dispute={dispute} />
      <Facts dispute={dispute} />
      <Evidence dispute={dispute} />
      {mayAnswer && dispute.files.length > 0 ? (
        <Card title={d.files}>
          <FileList dispute={dispute} files={dispute.files} />
        </Card>
      ) : null}
      <PostingsCard invoiceId={dispute.invoice_id} paymentId={dispute.id} />
    </PageFrame>
  );
}

/** How it stands and what hurries, before anything else. */
function Standing({ dispute }: { dispute: Dispute }) {
  return (
    <>
      <p role="status" className="text-ink-2 -mt-2 text-sm">
        {d.means[dispute.state]}
      </p>
      <Stats>
        <Stat label={d.contested} value={<Money value={dispute.amount} />} />
        <Held dispute={dispute} />
        <Stat label={d.fee} value={<Money value={dispute.fee} />} />
        {isDecided(dispute) ? (
          <Stat label={d.closed} value={<Time at={dispute.closed_at} day />} />
        ) : (
          <Stat
            label={d.due}
            value={<DueIn dispute={dispute} />}
            note={dispute.evidence_due_at ? <Time at={dispute.evidence_due_at} named /> : d.no_due}
          />
        )}
      </Stats>
    </>
  );
}

/** Until it is decided the money is held; afterwards it is gone, or was given back. */
function Held({ dispute }: { dispute: Dispute }) {
  const { amount, held } = dispute;
  if (!held) return <Stat label={d.held} value={<Nothing />} note={d.not_held} />;
  const gone = isDecided(dispute);
  return (
    <Stat
      label={gone ? d.gone : d.held}
      value={<Money value={amount} />}
      note={gone ? d.gone_hint : d.held_hint}
      tone={gone ? "bad" : undefined}
    />
  );
}

function Facts({ dispute }: { dispute: Dispute }) {
  return (
    <Card>
      <Details columns={3}>
        {useIsOperator() ? (
          <Detail label={f.company}>
            <CompanyName id={dispute.company_id} />
          </Detail>
        ) : null}
        <Detail label={m.payments.payment}>
          <TextLink to="/payments/$paymentId" params={{ paymentId: dispute.payment_id }}>
            …{dispute.payment_id.slice(-6)}
          </TextLink>
        </Detail>
        <Detail label={f.invoice}>
          <InvoiceLink payment={dispute} />
        </Detail>
        <Detail label={f.provider}>{providerName(dispute.provider)}</Detail>
        <Detail label={d.reference}>
          <CopyableId id={dispute.reference} />
        </Detail>
        <Detail label={d.opened}>
          <Time at={dispute.opened_at} named />
        </Detail>
        <Detail label={d.answered}>
          <Time at={dispute.answered_at} />
        </Detail>
        <Detail label={d.closed}>
          <Time at={dispute.closed_at} />
        </Detail>
      </Details>
    </Card>
  );
}

/** What was said for ourselves. */
function Evidence({ dispute }: { dispute: Dispute }) {
  const given = EVIDENCE.filter((name) => dispute.evidence?.[name]);
  return (
    <Card title={d.evidence}>
      {given.length === 0 ? (
        <p className="text-ink-2 text-sm">{d.evidence_none}</p>
      ) : (
        <Details columns={1}>
          {given.map((name) => (
            <Detail key={name} label={d.fields[name].label}>
              <span className="whitespace-pre-line">{dispute.evidence?.[name]}</span>
            </Detail>
          ))}
        </Details>
      )}
    </Card>
  );
}
