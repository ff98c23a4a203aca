import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { WebhookAttempt, WebhookDelivery } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState, FormProblem } from "@/ui/states";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { deliveryQuery } from "./data";

const t = m.webhooks;

/** One delivery: what is sent, and what each attempt at it came to. */
export function DeliverySheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...deliveryQuery(id ?? ""), enabled: id !== undefined });
  const mayManage = useCan("webhooks.manage");
  const delivery = query.data;
  return (
    <Sheet
      open={id !== undefined}
      onClose={onClose}
      wide
      title={delivery?.kind ?? t.delivery}
      footer={delivery && mayManage ? <Replay delivery={delivery} /> : null}
    >
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <Standing delivery={query.data} />
          <Attempts attempts={query.data.history} />
          <section aria-labelledby="delivery-body">
            <h3 id="delivery-body" className="mb-2 text-base font-semibold">
              {t.body}
            </h3>
            <Pre labelledBy="delivery-body" text={JSON.stringify(query.data.body, null, 2)} />
          </section>
        </div>
      )}
    </Sheet>
  );
}

function Standing({ delivery }: { delivery: WebhookDelivery }) {
  const f = m.fields;
  return (
    <Details>
      <Detail label={f.state}>
        <StatePill state={delivery.state} />
      </Detail>
      <Detail label={t.next_attempt}>
        <Time at={delivery.next_attempt_at} named />
      </Detail>
      <Detail label="webhook-id">
        <CopyableId id={delivery.fact_id} />
      </Detail>
      <Detail label={f.created}>
        <Time at={delivery.created_at} named />
      </Detail>
    </Details>
  );
}

function Attempts({ attempts }: { attempts: WebhookAttempt[] }) {
  if (attempts.length === 0) return <p className="text-ink-2 text-sm">{t.no_attempts}</p>;
  return (
    <ol className="flex flex-col gap-3">
      {attempts.toReversed().map((attempt) => (
        <li key={attempt.number} className="rounded-lg border p-3 text-sm">
          <div className="flex flex-wrap items-baseline justify-between gap-2">
            <span className="font-medium" id={`attempt-${attempt.number}`}>
              {t.attempt(attempt.number)}
            </span>
            <span className="text-ink-3 nums text-xs">
              <Time at={attempt.started_at} />
              {attempt.duration_ms === null ? null : ` · ${t.took(String(attempt.duration_ms))}`}
            </span>
          </div>
          <p className="text-ink-2 mt-1">
            {attempt.error ?? (attempt.status === null ? t.under_way : `${t.answer}: ${attempt.status}`)}
          </p>
          {attempt.excerpt ? <Pre labelledBy={`attempt-${attempt.number}`} text={attempt.excerpt} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Pre({ labelledBy, text }: { labelledBy: string; text: string }) {
  return (
    <pre
      // Long texts are scrolled with the keyboard, too.
      tabIndex={0}
      aria-labelledby={labelledBy}
      className="bg-sunken mt-2 max-h-72 overflow-auto rounded-md border p-3 text-xs break-all whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}

function Replay({ delivery }: { delivery: WebhookDelivery }) {
  const client = useQueryClient();
  const say = useToast();
  const params = { path: { delivery_id: delivery.id } };
  const replay = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/webhook-deliveries/{delivery_id}/replay", { params })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["webhooks"] });
      say(t.replayed_one);
    },
  });
  return (
    <>
      {replay.error ? <FormProblem error={replay.error} /> : null}
      <Button onClick={() => replay.mutate()} busy={replay.isPending}>
        {t.replay_one}
      </Button>
    </>
  );
}
