import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Explain, UpcomingLine } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button, ButtonLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Sheet } from "@/ui/dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { PageFrame } from "@/ui/page";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { AddItemDialog } from "./add-item-dialog";
import { termsQuery, upcomingQuery } from "./data";
import { ExplainSteps } from "./explain-steps";
import { InvoiceNowDialog } from "./invoice-now-dialog";
import { OneUpcoming } from "./upcoming-invoice";
import { WaitingItems } from "./waiting-items";

/** The next invoice as things stand: the server makes it by the code that issues. */
export function UpcomingPage() {
  const company = useSelectedCompany();
  return (
    <PageFrame
      title={m.nav.upcoming}
      lead={m.upcoming.lead}
      actions={company ? <Enter key={company.id} currency={company.currency} /> : null}
    >
      {company ? (
        <>
          <Thresholds />
          <Upcoming />
          <WaitingItems />
        </>
      ) : (
        <Card>
          <EmptyState kind="not_available" />
        </Card>
      )}
    </PageFrame>
  );
}

function Enter({ currency }: { currency: string }) {
  const [open, setOpen] = useState<"add" | "invoice">();
  if (!useCan("invoices.manage")) return null;
  const close = () => setOpen(undefined);
  return (
    <>
      <Button onClick={() => setOpen("invoice")}>{m.items.invoice_now}</Button>
      <Button look="primary" onClick={() => setOpen("add")}>
        <Plus aria-hidden className="size-4" />
        {m.items.add}
      </Button>
      {open === "add" ? <AddItemDialog currency={currency} onClose={close} /> : null}
      {open === "invoice" ? <InvoiceNowDialog currency={currency} onClose={close} /> : null}
    </>
  );
}

/** Nothing where none was agreed: it is said beside the invoice, not instead of it. */
function Thresholds() {
  const { locale } = useLocale();
  const agreed = useQuery(termsQuery(useCompanyParam())).data?.thresholds ?? [];
  if (agreed.length === 0) return null;
  const amounts = agreed.map((one) => formatMoney(one.amount, one.currency, locale)).join(m.thresholds.or);
  return <p className="bg-info-soft text-info rounded-md px-3 py-2 text-sm">{m.thresholds.reached(amounts)}</p>;
}

function Upcoming() {
  const query = useQuery(upcomingQuery(useCompanyParam()));
  const [line, setLine] = useState<UpcomingLine>();
  if (query.isPending) {
    return (
      <Card>
        <LinesSkeleton lines={6} />
      </Card>
    );
  }
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { invoices, issued_on: day } = query.data;
  if (invoices.length === 0 || !day) {
    const action = <ButtonLink to="/marketplace">{m.nav.marketplace}</ButtonLink>;
    return (
      <Card>
        <EmptyState kind="nothing_yet" {...m.upcoming.empty} action={action} />
      </Card>
    );
  }
  return (
    <>
      {invoices.map((invoice) => (
        <OneUpcoming key={invoice.currency} invoice={invoice} day={day} onExplain={setLine} />
      ))}
      <Sheet
        open={line !== undefined}
        onClose={() => setLine(undefined)}
        title={m.explain.title}
        {...(line && { description: line.description })}
        wide
      >
        {line ? <ExplainSteps explain={line.explain as unknown as Explain} /> : null}
      </Sheet>
    </>
  );
}
