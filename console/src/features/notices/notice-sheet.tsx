import { useQuery } from "@tanstack/react-query";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { providerName } from "@/features/payments/provider-name";
import type { ProviderNotice } from "@/api/types";
import { StatePill } from "@/ui/badge";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { Nothing } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { noticeQuery } from "./data";
import { EffectText } from "./effect-text";
import { ReplayNotice } from "./replay-notice";

const n = m.notices;

/** One notice as it was sent, and what came of it. */
export function NoticeSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...noticeQuery(id ?? ""), enabled: id !== undefined });
  const mayManage = useCan("notices.manage");
  const notice = query.data;
  return (
    <Sheet
      open={id !== undefined}
      onClose={onClose}
      wide
      title={notice?.kind ?? n.notice}
      footer={notice && mayManage ? <ReplayNotice notice={notice} /> : null}
    >
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <Effect notice={query.data} />
          <Facts notice={query.data} />
          <Body body={query.data.body} />
        </div>
      )}
    </Sheet>
  );
}

function Effect({ notice }: { notice: ProviderNotice }) {
  return (
    <section aria-labelledby="notice-effect" className="bg-sunken flex flex-col gap-1.5 rounded-lg border p-4">
      <div className="flex items-center gap-2">
        <h3 id="notice-effect" className="text-base font-semibold">
          {n.effect}
        </h3>
        <StatePill state={notice.state} />
      </div>
      <p className="text-sm break-words">{notice.effect ? <EffectText text={notice.effect} /> : n.no_effect}</p>
    </section>
  );
}

function Facts({ notice }: { notice: ProviderNotice }) {
  return (
    <Details>
      <Detail label={m.fields.provider}>{providerName(notice.provider)}</Detail>
      <Detail label={n.about}>{notice.about ? n.abouts[notice.about] : <Nothing />}</Detail>
      <Detail label={n.event_id}>
        <CopyableId id={notice.event_id} />
      </Detail>
      <Detail label={n.reference}>{notice.reference ? <CopyableId id={notice.reference} /> : <Nothing />}</Detail>
      <Detail label={n.told}>
        <Time at={notice.told_at} named />
      </Detail>
      <Detail label={n.received}>
        <Time at={notice.received_at} named />
      </Detail>
      <Detail label={n.handled}>
        <Time at={notice.handled_at} named />
      </Detail>
      <Detail label={n.came}>{howItCame(notice)}</Detail>
      <Detail label={m.fields.id}>
        <CopyableId id={notice.id} />
      </Detail>
    </Details>
  );
}

function howItCame({ polled, deliveries }: ProviderNotice): string {
  if (!polled) return n.delivered(deliveries);
  return deliveries > 0 ? n.polled_and_delivered(deliveries) : n.polled;
}

function Body({ body }: { body: object }) {
  return (
    <section aria-labelledby="notice-body" className="border-t pt-4">
      <h3 id="notice-body" className="mb-2 text-base font-semibold">
        {n.body}
      </h3>
      <pre
        // Long bodies are scrolled with the keyboard, too.
        tabIndex={0}
        aria-labelledby="notice-body"
        className="bg-sunken max-h-[28rem] overflow-auto rounded-md border p-3 text-xs"
      >
        {JSON.stringify(body, null, 2)}
      </pre>
    </section>
  );
}
