import { clsx } from "clsx";
import { m } from "@/app/messages";
import { Tooltip } from "@/ui/tooltip";
import { useLive } from "./provider";

const DOTS = {
  connecting: "bg-warn",
  live: "bg-good",
  waiting: "bg-warn animate-pulse-soft",
  ended: "bg-bad",
} as const;

/** Whether the numbers on the screen follow the business right now. */
export function LiveIndicator() {
  const { state } = useLive();
  return (
    <Tooltip text={m.live.hints[state]}>
      <span role="status" data-live={state} className="text-ink-2 inline-flex items-center gap-1.5 px-1.5 text-xs">
        <span aria-hidden className={clsx("size-1.5 rounded-full", DOTS[state])} />
        <span className="max-sm:sr-only">{m.live.states[state]}</span>
      </span>
    </Tooltip>
  );
}
