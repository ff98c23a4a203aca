import { clsx } from "clsx";
import type { PlannedPart } from "@/api/types";
import { m } from "@/app/messages";
import { addDecimals } from "@/ui/decimal";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { FormProblem } from "@/ui/states";
import { Day } from "@/ui/time";
import type { PlanPreview } from "./use-plan-preview";

const i = m.instalments;

/** The parts as they would be. What is wrong with a field stands beside that; anything else stands here. */
export function PreviewedParts({ preview }: { preview: PlanPreview }) {
  const { parts, problem, error, waiting } = preview;
  return (
    <section aria-labelledby="plan-preview" className="bg-sunken min-w-0 rounded-lg border p-3">
      <h3 id="plan-preview" className="text-sm font-semibold">
        {i.preview}
      </h3>
      <div aria-busy={waiting} className={clsx("mt-2", waiting && parts && "opacity-60")}>
        {parts ? (
          <Parts parts={parts} />
        ) : waiting ? (
          <LinesSkeleton lines={3} />
        ) : error && !problem?.fields.length ? (
          <FormProblem error={error} />
        ) : (
          <p className="text-ink-2 text-sm">{problem ? m.error.see_fields : i.preview_none}</p>
        )}
      </div>
    </section>
  );
}

function Parts({ parts }: { parts: PlannedPart[] }) {
  const total = parts.reduce((sum, part) => addDecimals(sum, part.amount.amount), "0");
  const currency = parts[0]?.amount.currency;
  return (
    <>
      <ol className="max-h-64 overflow-y-auto text-sm" tabIndex={0} aria-label={i.preview}>
        {parts.map((part) => (
          <li key={part.number} className="flex gap-3 py-1">
            <span className="nums text-ink-3 w-5 text-end">{part.number}</span>
            <Day day={part.due_on} />
            <Money value={part.amount} className="ms-auto" />
          </li>
        ))}
      </ol>
      <p role="status" className="mt-1 flex gap-3 border-t pt-1.5 text-sm font-medium">
        {i.preview_sum(parts.length)}
        {currency ? <Money value={{ amount: total, currency }} className="ms-auto" /> : null}
      </p>
    </>
  );
}
