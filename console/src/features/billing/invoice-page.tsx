import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { InvoiceDetail } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { MakePlan } from "@/features/instalments/make-plan";
import { PlansOfInvoice } from "@/features/instalments/plans-of-invoice";
import { PostingsCard } from "@/features/ledger/postings-card";
import { StatePill } from "@/ui/badge";
import { AnchorButton, TextLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Money } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Day, PeriodText, Time } from "@/ui/time";
import { pdfHref, invoiceQuery } from "./data";
import { EarlyPayment } from "./early-payment";
import { CreditInvoice } from "./credit-invoice";
import { ExplainSheet } from "./explain-sheet";
import { InvoiceCredits } from "./invoice-credits";
import { InvoiceLines } from "./invoice-lines";
import { InvoicePayments } from "./invoice-payments";
import { IssueDraft } from "./issue-draft";
import { Parties } from "./parties";
import { PayInvoice } from "./pay-invoice";
import { RecordPayment } from "./record-payment";
import { Reporting } from "./reporting";
import { VoidInvoice } from "./void-invoice";
import { WriteOff } from "./write-off";

export function InvoicePage() {
  const { invoiceId } = useParams({ from: "/shell/invoices/$invoiceId" });
  const query = useQuery(invoiceQuery(invoiceId));
  const list = useListState<Search<"invoice">>([]);
  if (!query.isSuccess) {
    const above = <TextLink to="/invoices">{m.nav.invoices}</TextLink>;
    return <UnreadPage title={m.invoices.invoice} above={above} query={query} />;
  }
  const invoice = query.data;
  const line = invoice.lines.find((candidate) => candidate.id === list.search.line);
  return (
    <PageFrame
      title={invoice.number ?? m.invoices.invoice}
      above={<TextLink to="/invoices">{m.nav.invoices}</TextLink>}
      badge={<StatePill state={invoice.state} />}
      lead={<CopyableId id={invoice.id} />}
      actions={<InvoiceActions invoice={invoice} />}
    >
      <Summary invoice={invoice} />
      <Reporting invoice={invoice} />
      <PlansOfInvoice invoiceId={invoice.id} />
      <InvoiceLines invoice={invoice} onExplain={(id) => list.set({ line: id })} />
      <div className="grid gap-5 lg:grid-cols-2">
        {invoice.state === "draft" ? null : (
          <>
            <InvoicePayments invoiceId={invoice.id} />
            <InvoiceCredits invoiceId={invoice.id} />
          </>
        )}
        <Parties invoice={invoice} />
      </div>
      {invoice.state === "draft" ? null : <PostingsCard invoiceId={invoice.id} />}
      <ExplainSheet invoiceId={invoice.id} line={line} onClose={() => list.set({ line: undefined })} />
    </PageFrame>
  );
}

/** A draft may only be issued: it has no document, and is neither owed nor paid nor given up. */
function InvoiceActions({ invoice }: { invoice: InvoiceDetail }) {
  if (invoice.state === "draft") return <IssueDraft invoice={invoice} />;
  return (
    <>
      <VoidInvoice invoice={invoice} />
      <WriteOff invoice={invoice} />
      <CreditInvoice invoice={invoice} />
      <AnchorButton href={pdfHref(invoice.id)} target="_blank" rel="noopener">
        <Download aria-hidden className="size-3.5" />
        {m.invoices.pdf}
      </AnchorButton>
      <MakePlan invoice={invoice} />
      <RecordPayment invoice={invoice} />
      <PayInvoice invoice={invoice} />
    </>
  );
}

function Summary({ invoice }: { invoice: InvoiceDetail }) {
  const f = m.fields;
  const drafted = invoice.state === "draft";
  return (
    <Card>
      <Details columns={3}>
        <Detail label={f.total}>
          <Money value={invoice.total} className="text-xl font-semibold" />
        </Detail>
        {drafted ? null : (
          <Detail label={f.open}>
            <Money value={invoice.due} className="text-xl font-semibold" />
          </Detail>
        )}
        <Detail label={f.company}>{invoice.company_name}</Detail>
        {drafted ? (
          <Detail label={m.drafts.issued_on}>
            <Day day={invoice.issue_on} />
          </Detail>
        ) : (
          <Issued invoice={invoice} />
        )}
        <Detail label={f.period}>
          <PeriodText period={invoice.period} />
        </Detail>
      </Details>
      {drafted ? (
        <p className="text-ink-2 mt-4 border-t pt-3 text-sm">
          {m.drafts.notice} <Day day={invoice.issue_on} />.
        </p>
      ) : null}
      <EarlyPayment invoice={invoice} />
    </Card>
  );
}

function Issued({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <>
      <Detail label={m.fields.issued}>
        <Time at={invoice.issued_at} named />
      </Detail>
      <Detail label={m.fields.due_on}>
        <Time at={invoice.due_at} day />
      </Detail>
    </>
  );
}
