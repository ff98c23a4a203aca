import { TriangleAlert } from "lucide-react";
import { CopyableId } from "@/ui/copyable";

/** Shown once and never again: the server keeps only a hash. */
export function SecretOnce({ label, hint, secret }: { label: string; hint: string; secret: string }) {
  return (
    <div className="flex flex-col gap-4" role="status">
      <p className="bg-warn-soft text-warn flex items-start gap-2 rounded-md px-3 py-2 text-sm">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {hint}
      </p>
      <div>
        <p className="text-ink-3 mb-1 text-xs">{label}</p>
        <div className="bg-sunken rounded-md border px-3 py-2" data-secret>
          <CopyableId id={secret} />
        </div>
      </div>
    </div>
  );
}
