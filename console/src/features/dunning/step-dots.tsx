import { clsx } from "clsx";
import { m } from "@/app/messages";

/** How far a case has come: a dot for each step of its policy. */
export function StepDots({ reached, steps }: { reached: number; steps: number }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className="flex gap-1">
        {Array.from({ length: steps }, (_, index) => (
          <span
            key={index}
            className={clsx("size-2 rounded-full", index < reached ? "bg-warn" : "border-line-strong border")}
          />
        ))}
      </span>
      <span className="nums text-ink-2 text-xs">{m.dunning.step_of(reached, steps)}</span>
    </span>
  );
}
