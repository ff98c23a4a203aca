import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PageFrame } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { AddCardDialog } from "./add-card-dialog";
import { methodsQuery } from "./data";
import { MethodCard } from "./method-card";

export function PaymentMethodsPage() {
  const company = useSelectedCompany();
  const mayManage = useCan("payments.manage");
  const [adding, setAdding] = useState(false);
  const add = (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-4" />
      {m.methods.add}
    </Button>
  );
  if (!company) {
    return (
      <PageFrame title={m.nav.payment_methods} lead={m.methods.lead}>
        <Card>
          <EmptyState kind="not_available" />
        </Card>
      </PageFrame>
    );
  }
  return (
    <PageFrame title={m.nav.payment_methods} lead={m.methods.lead} actions={mayManage ? add : null}>
      <Methods />
      {adding ? <AddCardDialog onClose={() => setAdding(false)} /> : null}
    </PageFrame>
  );
}

function Methods() {
  const query = useQuery(methodsQuery(useCompanyParam()));
  if (query.isPending) return <Skeleton className="h-40 w-full max-w-96 rounded-xl" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0) {
    return (
      <Card>
        <EmptyState kind="nothing_yet" {...m.methods.empty} />
      </Card>
    );
  }
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {query.data.items.map((method) => (
        <MethodCard key={method.id} method={method} />
      ))}
    </ul>
  );
}
