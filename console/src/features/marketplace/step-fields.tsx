import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { changedAt, withoutStep, withStep, type StepDraft } from "./call-draft";
import type { Problems } from "./price-problems";

type Props = {
  steps: StepDraft[];
  /** Where the steps stand in the body, such as `terms/bands/0/steps`. */
  at: string;
  caption: string;
  currency: string;
  problems: Problems;
  onChange: (steps: StepDraft[]) => void;
};
type Name = Exclude<keyof StepDraft, "key">;

const DECIMAL = "\\d+(\\.\\d+)?";
const WHOLE = "\\d+";

/** From which second on a call is counted in what increments, at what price per minute. The first step begins with the call. */
export function StepFields({ steps, at, caption, currency, problems, onChange }: Props) {
  const c = m.call_terms;
  const columns: { name: Name; label: string; pattern: string }[] = [
    { name: "from_second", label: c.from_second, pattern: WHOLE },
    { name: "increment_seconds", label: c.increment, pattern: WHOLE },
    { name: "per_minute", label: c.per_minute(currency), pattern: DECIMAL },
  ];
  return (
    <div>
      <table className="w-full table-fixed text-sm">
        <caption className="text-ink-2 pb-1 text-start text-sm font-medium">{caption}</caption>
        <thead>
          <tr className="text-ink-2 text-start text-xs">
            {columns.map((column) => (
              <th key={column.name} scope="col" className="pe-2 pb-1 align-bottom font-medium">
                {column.label}
              </th>
            ))}
            <th scope="col" className="w-8">
              <span className="sr-only">{m.pricing.tier_actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            <tr key={step.key} className="align-top">
              {columns.map((column) => (
                <td key={column.name} className="pe-2 pb-2">
                  {index === 0 && column.name === "from_second" ? (
                    <span className="text-ink-2 flex h-8 items-center">{c.from_start}</span>
                  ) : (
                    <TextField
                      hideLabel
                      label={c.step_field(caption, index + 1, column.label)}
                      value={step[column.name]}
                      onChange={(event) =>
                        onChange(changedAt(steps, step.key, { [column.name]: event.target.value.trim() }))
                      }
                      error={problems(`${at}/${index}/${column.name}`)}
                      inputMode={column.pattern === DECIMAL ? "decimal" : "numeric"}
                      pattern={column.pattern}
                      required
                    />
                  )}
                </td>
              ))}
              <td>
                {index === 0 ? null : (
                  <IconButton
                    label={c.remove_step(caption, index + 1)}
                    onClick={() => onChange(withoutStep(steps, step.key))}
                  >
                    <Trash2 aria-hidden className="size-4" />
                  </IconButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems(at) ? <p className="text-bad mb-2 text-xs">{problems(at)}</p> : null}
      <Button size="sm" onClick={() => onChange(withStep(steps))} aria-label={c.add_step_to(caption)}>
        <Plus aria-hidden className="size-3.5" />
        {c.add_step}
      </Button>
    </div>
  );
}
