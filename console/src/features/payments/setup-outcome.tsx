import { useQuery, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Hourglass, type LucideIcon } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import type { MethodSetup } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { Card } from "@/ui/card";
import { setupQuery } from "./data";
import { providerName } from "./provider-name";

type Props = { id: string; onAgain: () => void; onDismiss: () => void };

/** Somebody has come back from a provider's page: what became of it is asked for, and said. */
export function SetupOutcome({ id, onAgain, onDismiss }: Props) {
  const client = useQueryClient();
  const query = useQuery(setupQuery(id, useCan("payments.manage")));
  const state = query.data?.state;
  useEffect(() => {
    if (state === "completed") void client.invalidateQueries({ queryKey: ["payment-methods"] });
  }, [client, state]);
  if (query.isError) {
    return (
      <Card>
        <FormProblem error={query.error} />
        <div className="mt-3 flex flex-wrap justify-end gap-2">
          <Button onClick={onDismiss}>{m.setups.dismiss}</Button>
          <Button onClick={() => void query.refetch()}>{m.setups.ask}</Button>
        </div>
      </Card>
    );
  }
  if (query.isPending) return <Banner look="open" title={m.setups.asking(m.setups.provider)} />;
  return <Outcome setup={query.data} {...{ onAgain, onDismiss }} onAsk={() => void query.refetch()} />;
}

type OutcomeProps = { setup: MethodSetup; onAsk: () => void; onAgain: () => void; onDismiss: () => void };

function Outcome({ setup, onAsk, onAgain, onDismiss }: OutcomeProps) {
  const s = m.setups;
  const dismiss = <Button onClick={onDismiss}>{s.dismiss}</Button>;
  switch (setup.state) {
    case "completed":
      return <Banner look="completed" title={s.completed} body={s.completed_body} actions={dismiss} />;
    case "refused":
      return (
        <Banner
          look="refused"
          title={s.refused}
          body={setup.message ?? s.refused_body}
          actions={
            <>
              {dismiss}
              <Button look="primary" onClick={onAgain}>
                {s.again}
              </Button>
            </>
          }
        />
      );
    default:
      return (
        <Banner
          look="open"
          title={s.open}
          body={s.open_body(providerName(setup.provider))}
          actions={
            <>
              {dismiss}
              <Button onClick={onAsk}>{s.ask}</Button>
            </>
          }
        />
      );
  }
}

type Look = MethodSetup["state"];
const LOOKS: Record<Look, { icon: LucideIcon; tint: string }> = {
  open: { icon: Hourglass, tint: "bg-info-soft text-info" },
  completed: { icon: CircleCheck, tint: "bg-good-soft text-good" },
  refused: { icon: CircleAlert, tint: "bg-bad-soft text-bad" },
};

type BannerProps = { look: Look; title: string; body?: string; actions?: ReactNode };

function Banner({ look, title, body, actions }: BannerProps) {
  const { icon: Icon, tint } = LOOKS[look];
  return (
    <div
      role="status"
      data-setup={look}
      className="bg-surface shadow-card flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border p-4"
    >
      <span className={clsx("grid size-9 shrink-0 place-items-center rounded-full", tint)}>
        <Icon aria-hidden className="size-4.5" />
      </span>
      <div className="min-w-0 grow basis-56">
        <p className="font-medium">{title}</p>
        {body ? <p className="text-ink-2 text-sm">{body}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}
