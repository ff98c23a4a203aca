import { ChevronLeft, ChevronRight, ChevronsLeft } from "lucide-react";
import { m } from "@/app/messages";
import { Button } from "./button";
import { ZoneNote } from "./time";

type Props = {
  shown: number;
  paged: boolean;
  onFirst: () => void;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
};

/** Cursors only walk forward; "previous" is the browser's own history. No totals: counting a big list is not free. */
export function Pager({ shown, paged, onFirst, onPrevious, onNext }: Props) {
  return (
    <nav aria-label={m.kit.paging} className="flex items-center gap-3 border-t px-4 py-2">
      <span className="text-ink-3 text-xs">{m.kit.shown(shown)}</span>
      <ZoneNote />
      <div className="ms-auto flex gap-1.5">
        {paged ? (
          <Button size="sm" onClick={onFirst}>
            <ChevronsLeft aria-hidden className="size-3.5" />
            {m.kit.first}
          </Button>
        ) : null}
        <Button size="sm" disabled={!onPrevious} onClick={onPrevious}>
          <ChevronLeft aria-hidden className="size-3.5" />
          {m.kit.previous}
        </Button>
        <Button size="sm" disabled={!onNext} onClick={onNext}>
          {m.kit.next}
          <ChevronRight aria-hidden className="size-3.5" />
        </Button>
      </div>
    </nav>
  );
}
