import { useEffect, type ReactNode } from "react";
import { m } from "@/app/messages";
import { Card } from "./card";
import { Isolated } from "./isolated";
import { PageSkeleton } from "./skeleton";
import { ErrorState } from "./states";

type Props = {
  title: string;
  lead?: ReactNode;
  above?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** The frame of every screen: one h1, what it is about, what can be done. */
export function PageFrame({ title, lead, above, badge, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · ${m.product}`;
  }, [title]);
  return (
    <div className="mx-auto flex w-full max-w-[1240px] flex-col gap-5 px-5 py-6 lg:px-8">
      <header className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0 grow basis-56">
          {above ? <div className="text-ink-3 mb-1 text-sm">{above}</div> : null}
          <div className="flex flex-wrap items-center gap-2.5">
            <h1 className="text-2xl font-semibold tracking-tight">
              <Isolated>{title}</Isolated>
            </h1>
            {badge}
          </div>
          {lead ? (
            <p className="text-ink-2 mt-0.5 text-sm">
              <Isolated>{lead}</Isolated>
            </p>
          ) : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

type Read = { isError: boolean; error: unknown; refetch: () => Promise<unknown> };

/** A page that is not read yet, or could not be: it has its heading and the way back already. */
export function UnreadPage({ query, ...frame }: { title: string; above?: ReactNode; query: Read }) {
  return (
    <PageFrame {...frame}>
      {query.isError ? (
        <Card>
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        </Card>
      ) : (
        <PageSkeleton />
      )}
    </PageFrame>
  );
}
