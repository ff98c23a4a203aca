import { X } from "lucide-react";
import type { ComponentProps } from "react";
import { m } from "@/app/messages";
import { IconButton } from "@/ui/button";
import { ItemFields } from "./item-fields";

type Props = ComponentProps<typeof ItemFields> & { number: number; onLeaveOut?: () => void };

/** One of several lines: it has a number, and may be left out again. */
export function LineFields({ number, onLeaveOut, ...fields }: Props) {
  return (
    <fieldset className="relative flex min-w-0 flex-col gap-2 border-b pb-4">
      <legend className="text-ink-2 float-start py-1.5 text-sm font-medium">{m.items.line(number)}</legend>
      {onLeaveOut ? (
        <IconButton label={m.items.leave_out(number)} className="!absolute top-0 end-0" onClick={onLeaveOut}>
          <X aria-hidden className="size-4" />
        </IconButton>
      ) : null}
      <ItemFields {...fields} />
    </fieldset>
  );
}
