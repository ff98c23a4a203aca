import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { CircleAlert, Download } from "lucide-react";
import type { Reconciliation } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { providerName } from "@/features/payments/provider-name";
import { AnchorButton, Button, TextLink } from "@/ui/button";
import { Card, Detail, Details, Stat, Stats } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Money, Quantity } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, FormProblem } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { isBusy, reportHref, runQuery, startRun } from "./data";
import { Findings } from "./findings";
import { RunState } from "./runs";
import { useOpened } from "./start-run";

const r = m.reconciliations;

export function RunPage() {
  const { runId } = useParams({ from: "/shell/reconciliations/$runId" });
  const query = useQuery(runQuery(runId));
  const above = <TextLink to="/reconciliations">{m.nav.reconciliations}</TextLink>;
  if (!query.isSuccess) return <UnreadPage title={r.run} above={above} query={query} />;
  const run = query.data;
  return (
    <PageFrame
      title={r.title(providerName(run.provider))}
      above={above}
      badge={<RunState run={run} />}
      lead={<CopyableId id={run.id} />}
      actions={<RunActions run={run} />}
    >
      <Standing run={run} />
      <Facts run={run} />
      {run.state === "finished" ? (
        <>
          <Totals run={run} />
          {run.found > 0 ? (
            <Findings reconciliation={run.id} empty={r.none_of_run} />
          ) : (
            <Card>
              <EmptyState kind="nothing_yet" {...r.none_of_run} />
            </Card>
          )}
        </>
      ) : null}
    </PageFrame>
  );
}

function RunActions({ run }: { run: Reconciliation }) {
  const again = useAgain(run);
  const mayStart = useCan("reconciliation.manage");
  if (isBusy(run)) return null;
  return (
    <>
      <FormProblem error={again.error} />
      {mayStart ? (
        <Button busy={again.isPending} onClick={() => again.mutate()}>
          {r.again}
        </Button>
      ) : null}
      {run.state === "finished" ? (
        <AnchorButton href={reportHref(run.id)} download>
          <Download aria-hidden className="size-3.5" />
          {r.csv}
        </AnchorButton>
      ) : null}
    </>
  );
}

/** The same span once more: what was settled meanwhile is no longer found. */
function useAgain({ provider, from, to, book_fees }: Reconciliation) {
  return useMutation({ mutationFn: () => startRun({ provider, from, to, book_fees }), onSuccess: useOpened() });
}

function Standing({ run }: { run: Reconciliation }) {
  if (run.state === "waiting" || run.state === "running") {
    return (
      <Card>
        <p role="status" className="mb-3 text-sm">
          {r.busy[run.state]}
        </p>
        <LinesSkeleton lines={3} />
      </Card>
    );
  }
  if (run.state === "failed") {
    return (
      <div role="alert" className="bg-bad-soft text-bad flex gap-2.5 rounded-lg px-4 py-3 text-sm">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <div className="min-w-0">
          <p className="font-semibold">{r.failed}</p>
          <p className="break-words">{run.error}</p>
        </div>
      </div>
    );
  }
  return (
    <Stats>
      <Stat label={r.matched} value={<Quantity value={run.matched} />} />
      <Stat
        label={r.found}
        value={<Quantity value={run.found} />}
        note={run.found > 0 ? r.fresh(run.new) : run.matched > 0 ? r.agrees : r.quiet}
        tone={run.found > 0 ? "bad" : undefined}
      />
      <Stat label={r.open_left} value={<Quantity value={run.open_left} />} note={r.open_note} />
      <Stat label={r.closed} value={<Quantity value={run.closed} />} note={r.closed_note} />
      <Stat
        label={r.fees}
        value={<Quantity value={run.fees_booked} />}
        note={run.book_fees ? r.fees_note : r.fees_only_found}
      />
    </Stats>
  );
}

function Facts({ run }: { run: Reconciliation }) {
  return (
    <Card>
      <Details columns={3}>
        <Detail label={r.span}>
          <Time at={run.from} named /> {r.span_to} <Time at={run.to} />
        </Detail>
        <Detail label={r.asked}>
          <Time at={run.created_at} />
        </Detail>
        <Detail label={m.fields.ended}>
          <Time at={run.ended_at} />
        </Detail>
      </Details>
    </Card>
  );
}

type Total = Reconciliation["totals"][number];

const TOTALS: Column<Total>[] = [
  { key: "currency", header: m.fields.currency, cell: (total) => total.ours.currency },
  { key: "ours", header: r.ours, align: "end", cell: (total) => <Money value={total.ours} /> },
  { key: "theirs", header: r.theirs, align: "end", cell: (total) => <Money value={total.theirs} /> },
  { key: "difference", header: r.difference, align: "end", cell: (total) => <Money value={total.difference} /> },
];

function Totals({ run }: { run: Reconciliation }) {
  if (run.totals.length === 0) return null;
  return (
    <Card title={r.differences} note={r.difference_note} flush>
      <Table caption={r.differences} columns={TOTALS} rows={run.totals} rowKey={(total) => total.ours.currency} />
    </Card>
  );
}
