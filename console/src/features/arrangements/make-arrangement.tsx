import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { methodsQuery, providersQuery } from "@/features/payments/data";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { arrangementBody, sourceKey, sourcesOf, type ArrangementDraft } from "./arrangement-draft";
import { ArrangementFields, SourceChoices } from "./arrangement-fields";

const a = m.arrangements;
type Who = { currency: string; zone: string };

export function MakeArrangement({ company }: { company: Who }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {a.make}
      </Button>
      {open ? <MakeDialog company={company} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const draftOf = ({ currency }: Who): ArrangementDraft => ({
  amount: "",
  currency,
  interval: "month",
  interval_count: "1",
  starts_at: "",
  charges_max: "",
});

function MakeDialog({ company, onClose }: { company: Who; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(company));
  const [chosen, setChosen] = useState<string>();
  const navigate = useNavigate();
  const say = useToast();
  const { sources, methods, query, param } = useSources();
  const source = sources.find((one) => sourceKey(one) === chosen) ?? sources[0];
  const make = async () => {
    const body = arrangementBody(source, draft, company.zone);
    if (!body) throw new Problem(422, { title: a.half_typed, code: "half_typed" });
    return unwrap(api.POST("/api/v1/payment-arrangements", { params: { query: { company: param } }, body }));
  };
  return (
    <FormDialog
      title={a.make}
      description={a.make_hint}
      submit={source ? a.make : null}
      act={make}
      stale={[["arrangements"]]}
      onDone={(made) => {
        say(a.made_toast);
        return navigate({ to: "/payment-arrangements/$arrangementId", params: { arrangementId: made.id } });
      }}
      onClose={onClose}
    >
      {(problem) =>
        query.isPending ? (
          <LinesSkeleton lines={4} />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !source ? (
          <p>{a.none}</p>
        ) : (
          <>
            <SourceChoices sources={sources} methods={methods} chosen={source} onChoose={setChosen} />
            <ArrangementFields
              draft={draft}
              zone={company.zone}
              problem={(name) => problem?.for(name)}
              onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
            />
          </>
        )
      }
    </FormDialog>
  );
}

/** What there is to collect from, once both lists are read. */
function useSources() {
  const param = useCompanyParam();
  const methods = useQuery(methodsQuery(param));
  const providers = useQuery(providersQuery);
  const query = methods.isSuccess ? providers : methods;
  const known = methods.data?.items ?? [];
  return { sources: sourcesOf(known, providers.data ?? []), methods: known, query, param };
}
