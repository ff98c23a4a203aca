import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What somebody has to know before going by what stands below. */
export function Notice({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div role="status" className="bg-warn-soft text-warn flex gap-2.5 rounded-lg px-3.5 py-2.5 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <div className="text-ink-2">{children}</div>
      </div>
    </div>
  );
}
