import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useChooseCompany, useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan, useIsOperator } from "@/app/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PageFrame } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { companyOfSetup } from "./add-method";
import { AddMethodDialog } from "./add-method-dialog";
import { methodsQuery } from "./data";
import { MethodCard } from "./method-card";
import { RotationCard } from "./rotation-card";
import { SetupOutcome } from "./setup-outcome";

export function PaymentMethodsPage() {
  const company = useSelectedCompany();
  const mayManage = useCan("payments.manage");
  const [adding, setAdding] = useState(false);
  const { setup, forget } = useSetup();
  const add = (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-4" />
      {m.methods.add}
    </Button>
  );
  const again = () => {
    forget();
    setAdding(true);
  };
  return (
    <PageFrame title={m.nav.payment_methods} lead={m.methods.lead} actions={company && mayManage ? add : null}>
      {setup ? <SetupOutcome key={setup} id={setup} onAgain={again} onDismiss={forget} /> : null}
      {company ? (
        <Methods />
      ) : (
        <Card>
          <EmptyState kind="not_available" />
        </Card>
      )}
      {adding ? <AddMethodDialog onClose={() => setAdding(false)} /> : null}
    </PageFrame>
  );
}

/** The address that a provider's page leads back to names the setup alone; the operator gets their company back. */
function useSetup() {
  const { search } = useListState<Search<"methods">>([]);
  const { setup } = search;
  const navigate = useNavigate();
  const choose = useChooseCompany();
  const operator = useIsOperator();
  const company = useCompanyParam();
  const lost = operator && !company && setup ? companyOfSetup(setup) : undefined;
  useEffect(() => {
    if (lost) choose(lost);
  }, [lost, choose]);
  const forget = () =>
    void navigate({
      to: "/payment-methods",
      search: company ? { company } : {},
    });
  return { setup, forget };
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
    <>
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {query.data.items.map((method) => (
          <MethodCard key={method.id} method={method} />
        ))}
      </ul>
      <RotationCard />
    </>
  );
}
