import { Ban, Building2, CircleAlert, Inbox, SearchX, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Problem } from "@/api/problem";
import { m } from "@/app/messages";
import { Button } from "./button";
import { CopyableId } from "./copyable";

export type Emptiness = "nothing_yet" | "no_match" | "no_permission" | "not_available";

const ICONS: Record<Emptiness, LucideIcon> = {
  nothing_yet: Inbox,
  no_match: SearchX,
  no_permission: Ban,
  not_available: Building2,
};

type Props = { kind: Emptiness; title?: string; body?: string; action?: ReactNode };

/** "No data" has four different reasons, and each has a different next step. */
export function EmptyState({ kind, title, body, action }: Props) {
  const Icon = ICONS[kind];
  return (
    <div role="status" className="flex flex-col items-center gap-1 px-6 py-14 text-center">
      <span className="bg-neutral-soft text-ink-2 mb-2 grid size-10 place-items-center rounded-full">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="text-base font-semibold">{title ?? m.empty[kind].title}</p>
      <p className="text-ink-2 max-w-md text-sm">{body ?? m.empty[kind].body}</p>
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}

/** What went wrong in the server's words, with the id support needs, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (error instanceof Problem && error.status === 403) return <EmptyState kind="no_permission" />;
  const problem = error instanceof Problem ? error : null;
  return (
    <div role="alert" className="flex flex-col items-center gap-1 px-6 py-12 text-center">
      <span className="bg-bad-soft text-bad mb-2 grid size-10 place-items-center rounded-full">
        <CircleAlert aria-hidden className="size-5" />
      </span>
      <p className="text-base font-semibold">{problem?.title ?? m.error.unreachable}</p>
      <p className="text-ink-2 max-w-md text-sm">{problem?.detail ?? (problem ? null : m.error.unreachable_hint)}</p>
      {problem?.requestId ? (
        <p className="text-ink-3 mt-1 flex items-center gap-1 text-xs">
          {m.error.request_id} <CopyableId id={problem.requestId} />
        </p>
      ) : null}
      {onRetry && problem?.status !== 404 ? (
        <Button className="mt-3" onClick={onRetry}>
          {m.error.retry}
        </Button>
      ) : null}
    </div>
  );
}

/** A refusal inside a form or dialog, next to the button that caused it. What stands beside a field is not said twice. */
export function FormProblem({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = error instanceof Problem ? error : null;
  const detail = problem ? problem.detail : m.error.unreachable_hint;
  const said = problem?.fields.some((field) => field.detail === detail);
  return (
    <div role="alert" className="bg-bad-soft text-bad flex gap-2.5 rounded-md px-3 py-2 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{problem?.title ?? m.error.unreachable}</p>
        {detail && !said ? <p className="break-words">{detail}</p> : null}
        {problem?.requestId ? (
          <p className="text-ink-2 mt-1 flex items-center gap-1 text-xs">
            {m.error.request_id} <CopyableId id={problem.requestId} />
          </p>
        ) : null}
      </div>
    </div>
  );
}
