import { TriangleAlert } from "lucide-react";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { CopyableId } from "@/ui/copyable";

type Props = { label: string; hint: string; secret: string; onDone: () => void };

/** Shown once and never again: the server keeps only a hash. */
export function SecretOnce({ label, hint, secret, onDone }: Props) {
  return (
    <div className="flex flex-col gap-4">
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
      <Button look="primary" onClick={onDone} className="self-end">
        {m.kit.done}
      </Button>
    </div>
  );
}
