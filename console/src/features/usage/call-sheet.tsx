import { useQuery } from "@tanstack/react-query";
import type { Explain } from "@/api/types";
import { m } from "@/app/messages";
import { ExplainSteps } from "@/features/billing/explain-steps";
import { StatePill } from "@/ui/badge";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { formatDuration } from "@/ui/format";
import { LeftToRight } from "@/ui/isolated";
import { Money, Nothing } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { CallCorrections } from "./call-corrections";
import { CorrectedBadge } from "./call-columns";
import { standingOf } from "./call-standing";
import { callQuery } from "./data";

export function CallSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  return (
    <Sheet open={id !== undefined} onClose={onClose} title={m.calls.detail}>
      {id ? <CallBody id={id} /> : null}
    </Sheet>
  );
}

function CallBody({ id }: { id: string }) {
  const query = useQuery(callQuery(id));
  if (query.isPending) return <LinesSkeleton lines={9} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const call = query.data;
  const now = standingOf(call);
  const f = m.fields;
  return (
    <div className="flex flex-col gap-6">
      <Details>
        <Detail label={f.state}>
          <span className="flex flex-wrap gap-1.5">
            <StatePill state={call.disposition} />
            {now.corrected ? <CorrectedBadge isVoid={now.isVoid} /> : null}
          </span>
        </Detail>
        <Detail label={f.rated}>
          <Money value={now.rated} digits={4} />
        </Detail>
        <Detail label={f.caller}>
          <LeftToRight>{call.caller}</LeftToRight>
        </Detail>
        <Detail label={f.callee}>
          <LeftToRight>{call.callee}</LeftToRight>
        </Detail>
        <Detail label={f.direction}>{call.direction}</Detail>
        <Detail label={f.agent}>{call.agent || <Nothing />}</Detail>
        <Detail label={f.started}>
          <Time at={call.started_at} named />
        </Detail>
        <Detail label={f.ended}>
          <Time at={call.ended_at} named />
        </Detail>
        <Detail label={f.duration}>{formatDuration(call.duration_seconds)}</Detail>
        <Detail label={f.billable}>
          {formatDuration(now.billableSeconds)}
          {now.corrected ? (
            <span className="text-ink-3"> {m.calls.as_told(formatDuration(call.billable_seconds))}</span>
          ) : null}
        </Detail>
        <Detail label={f.module}>{call.module?.name ?? <Nothing />}</Detail>
        <Detail label={f.recorded}>
          <Time at={call.recorded_at} />
        </Detail>
        <Detail label={f.id}>
          <CopyableId id={call.id} />
        </Detail>
        <Detail label={m.calls.source_id(call.source)}>
          <CopyableId id={call.external_id} />
        </Detail>
      </Details>
      <section aria-labelledby="rating" className="border-t pt-4">
        <h3 id="rating" className="mb-3 text-base font-semibold">
          {m.calls.rating}
        </h3>
        {now.corrected ? <p className="text-ink-2 mb-3 text-sm">{m.calls.rating_as_told}</p> : null}
        {call.rating ? (
          <ExplainSteps explain={call.rating as unknown as Explain} />
        ) : (
          <p className="text-ink-2 text-sm">{m.calls.unrated}</p>
        )}
      </section>
      <CallCorrections key={call.id} call={call} />
    </div>
  );
}
