import { clsx } from "clsx";
import { m } from "@/app/messages";

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx("animate-pulse-soft bg-neutral-soft block rounded", className)} />;
}

/** Placeholder in the shape of a detail page: heading, stat row, block. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label={m.kit.loading} className="flex flex-col gap-4">
      <Skeleton className="h-7 w-56" />
      <Skeleton className="h-24 w-full rounded-lg" />
      <Skeleton className="h-72 w-full rounded-lg" />
    </div>
  );
}

export function LinesSkeleton({ lines = 5 }: { lines?: number }) {
  return (
    <div role="status" aria-label={m.kit.loading} className="flex flex-col gap-3 py-1">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={clsx("h-4", line % 2 ? "w-2/3" : "w-full")} />
      ))}
    </div>
  );
}
