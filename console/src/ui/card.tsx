import { clsx } from "clsx";
import { useId, type ReactNode } from "react";
import { Isolated } from "./isolated";

type Props = {
  title?: string;
  actions?: ReactNode;
  note?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
};

/** A titled surface; `flush` lets a table reach the border. */
export function Card({ title, actions, note, flush = false, className, children }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={title ? id : undefined}
      className={clsx("bg-surface shadow-card min-w-0 overflow-hidden rounded-lg border", className)}
    >
      {title ? (
        <header className={clsx("flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2", flush && "border-b")}>
          <h2 id={id} className="text-base font-semibold">
            <Isolated>{title}</Isolated>
          </h2>
          {note ? <span className="text-ink-3 text-sm">{note}</span> : null}
          <div className="ms-auto flex flex-wrap items-center gap-2">{actions}</div>
        </header>
      ) : null}
      <div className={flush ? "" : clsx("px-4 pb-4", !title && "pt-4")}>{children}</div>
    </section>
  );
}

type StatProps = { label: string; value: ReactNode; note?: ReactNode; tone?: "bad" | undefined };

export function Stat({ label, value, note, tone }: StatProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 px-4 py-3 shadow-[0_0_0_1px_var(--line)]">
      <dt className="text-ink-2 text-sm">{label}</dt>
      <dd className={clsx("nums text-xl font-semibold tracking-tight", tone === "bad" && "text-bad")}>{value}</dd>
      {note ? <dd className="text-ink-3 text-xs">{note}</dd> : null}
    </div>
  );
}

/** Stats side by side with hairlines between them. */
export function Stats({ children }: { children: ReactNode }) {
  return (
    <dl className="bg-surface shadow-card grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-px overflow-hidden rounded-lg border">
      {children}
    </dl>
  );
}

export function Details({ children, columns = 2 }: { children: ReactNode; columns?: 1 | 2 | 3 }) {
  const grid = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" }[columns];
  return <dl className={clsx("grid gap-x-8 gap-y-3", grid)}>{children}</dl>;
}

export function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3 text-xs">{label}</dt>
      <dd className="mt-0.5 text-sm break-words">
        <Isolated>{children}</Isolated>
      </dd>
    </div>
  );
}
