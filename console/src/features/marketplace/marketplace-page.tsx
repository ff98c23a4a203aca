import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Module, Price } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Isolated } from "@/ui/isolated";
import { useLocale } from "@/ui/locale";
import { PageFrame } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { modulesQuery, subscriptionsQuery } from "./data";
import { ModuleDialog } from "./module-dialog";
import { ModuleIcon } from "./module-icon";
import { lowestPrice } from "./price-text";

export function MarketplacePage() {
  const query = useQuery(modulesQuery);
  return (
    <PageFrame title={m.nav.marketplace} lead={m.marketplace.lead} actions={<AddModule />}>
      {query.isPending ? (
        <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {[1, 2, 3, 4, 5, 6].map((card) => (
            <Skeleton key={card} className="h-44 rounded-lg" />
          ))}
        </div>
      ) : query.isError ? (
        <Card>
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        </Card>
      ) : query.data.items.length === 0 ? (
        <Card>
          <EmptyState kind="nothing_yet" {...m.marketplace.empty} />
        </Card>
      ) : (
        <Catalogue modules={query.data.items} />
      )}
    </PageFrame>
  );
}

function AddModule() {
  const mayAdd = useCan("catalogue.manage");
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const say = useToast();
  if (!mayAdd) return null;
  const show = async (module: Module) => {
    say(m.catalogue.module_added(module.name));
    await navigate({ to: "/marketplace/$moduleId", params: { moduleId: module.id } });
  };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden className="size-4" />
        {m.catalogue.add_module}
      </Button>
      {open ? <ModuleDialog onDone={(module) => void show(module)} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** What the company already has is marked, so that nobody buys it twice. */
function Catalogue({ modules }: { modules: Module[] }) {
  const company = useSelectedCompany();
  const param = useCompanyParam();
  const owned = useQuery({ ...subscriptionsQuery(param, { state: "active" }), enabled: company !== null });
  const has = new Set(owned.data?.items.map((subscription) => subscription.module.id));
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {modules.map((module) => (
        <ModuleCard key={module.id} module={module} owned={has.has(module.id)} currency={company?.currency} />
      ))}
    </ul>
  );
}

function ModuleCard({ module, owned, currency }: { module: Module; owned: boolean; currency: string | undefined }) {
  const { locale } = useLocale();
  const price = leadPrice(module, currency);
  return (
    <li>
      <Link
        to="/marketplace/$moduleId"
        params={{ moduleId: module.id }}
        className="bg-surface shadow-card hover:border-line-strong flex h-full flex-col gap-3 rounded-lg border p-4 transition-colors"
      >
        <span className="flex items-start gap-3">
          <ModuleIcon icon={module.icon} />
          <span className="min-w-0 flex-1">
            <span className="block font-semibold">
              <Isolated>{module.name}</Isolated>
            </span>
            <span className="text-ink-3 text-xs capitalize">{module.category}</span>
          </span>
          {owned ? <Badge tone="good">{m.marketplace.subscribed}</Badge> : null}
        </span>
        <span className="text-ink-2 flex-1 text-sm">
          <Isolated>{module.summary}</Isolated>
        </span>
        <span className="text-ink-3 nums border-t pt-3 text-xs">
          {m.marketplace.plans(module.plans.length)}
          {price ? ` · ${m.prices.from(lowestPrice(price, locale))}` : ""}
        </span>
      </Link>
    </li>
  );
}

/** The first plan's first price, in the company's currency when it is sold in it. */
function leadPrice(module: Module, currency: string | undefined): Price | undefined {
  const prices = module.plans[0]?.prices ?? [];
  return prices.find((price) => price.currency === currency) ?? prices[0];
}
