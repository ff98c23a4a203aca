import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { m } from "@/app/messages";

/** An id in full, one click from the clipboard. `short` keeps prefix and tail where space is dear. */
export function CopyableId({ id, short = false }: { id: string; short?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(id);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={(event) => {
        event.stopPropagation();
        void copy();
      }}
      title={id}
      aria-label={copied ? m.kit.copied : m.kit.copy(id)}
      className="group text-ink-2 hover:text-ink inline-flex max-w-full items-center gap-1 rounded font-mono text-xs"
    >
      <bdi dir="ltr" className="truncate">
        {short ? shorten(id) : id}
      </bdi>
      <Icon aria-hidden className="size-3 shrink-0 opacity-50 group-hover:opacity-100" />
    </button>
  );
}

function shorten(id: string): string {
  return id.length > 16 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id;
}
