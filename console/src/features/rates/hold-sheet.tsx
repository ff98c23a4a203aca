import { useQuery } from "@tanstack/react-query";
import type { RateHold } from "@/api/types";
import { m } from "@/app/messages";
import { TextLink } from "@/ui/button";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { Nothing } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { holdQuery } from "./data";
import { DecideButton } from "./decide-hold";
import { HoldSentence, HoldState, Moved } from "./hold-parts";
import { useSourceName } from "./source-name";

const r = m.rates;
const h = r.holds;

/** One rate that leapt: what it was, what it is said to be, and what somebody made of it. */
export function HoldSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...holdQuery(id ?? ""), enabled: id !== undefined });
  return (
    <Sheet open={id !== undefined} onClose={onClose} title={h.one}>
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <Leap hold={query.data} />
          <Facts hold={query.data} />
        </div>
      )}
    </Sheet>
  );
}

function Leap({ hold }: { hold: RateHold }) {
  return (
    <section aria-label={h.one} className="bg-sunken flex flex-col gap-3 rounded-lg border p-4">
      <div className="flex items-start gap-3">
        <HoldSentence hold={hold} />
        <HoldState hold={hold} />
      </div>
      <p className="text-2xl font-semibold">
        <Moved hold={hold} />
      </p>
      <div className="empty:hidden">
        <DecideButton hold={hold} />
      </div>
    </section>
  );
}

function Facts({ hold }: { hold: RateHold }) {
  const name = useSourceName(hold.source);
  return (
    <Details>
      <Detail label={r.source}>{name}</Detail>
      <Detail label={r.as_of}>
        <Time at={hold.as_of} named />
      </Detail>
      <Detail label={h.found}>
        <Time at={hold.found_at} named />
      </Detail>
      <Detail label={h.seen}>
        <Time at={hold.seen_at} named />
      </Detail>
      <Detail label={h.decided}>
        <Time at={hold.decided_at} named />
      </Detail>
      <Detail label={h.decided_by}>{hold.decided_by || <Nothing />}</Detail>
      <Detail label={h.note}>{hold.note || <Nothing />}</Detail>
      <Detail label={r.answers}>
        <TextLink to="/rates" search={{ tab: "sources", answer: hold.sheet_id }}>
          {r.answer}
        </TextLink>
      </Detail>
      <Detail label={m.fields.id}>
        <CopyableId id={hold.id} />
      </Detail>
    </Details>
  );
}
