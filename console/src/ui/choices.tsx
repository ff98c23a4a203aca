import type { ReactNode } from "react";

export type Choice<Value extends string> = { value: Value; label: ReactNode; hint?: ReactNode };

type Props<Value extends string> = {
  name: string;
  legend: string;
  hideLegend?: boolean;
  choices: readonly Choice<Value>[];
  /** Chosen by whoever draws the form; with `defaultValue` instead the form itself knows. */
  value?: Value | null;
  defaultValue?: Value;
  onChoose?: (value: Value) => void;
  columns?: 1 | 2;
};

/** One of few, each said in a sentence. */
export function Choices<Value extends string>({ legend, hideLegend = false, columns = 1, ...props }: Props<Value>) {
  return (
    <fieldset className={columns === 2 ? "grid gap-2 sm:grid-cols-2" : "flex flex-col gap-2"}>
      <legend className={hideLegend ? "sr-only" : "mb-2 text-sm font-medium"}>{legend}</legend>
      {props.choices.map((choice) => (
        <label
          key={choice.value}
          className="has-checked:border-accent has-checked:bg-accent-soft hover:border-line-strong flex min-w-0 cursor-pointer items-start gap-3 rounded-lg border p-3"
        >
          <input
            type="radio"
            name={props.name}
            value={choice.value}
            required
            className="accent-accent mt-1 shrink-0"
            {...(props.value === undefined
              ? { defaultChecked: choice.value === props.defaultValue }
              : { checked: choice.value === props.value })}
            onChange={() => props.onChoose?.(choice.value)}
          />
          <span className="min-w-0 text-sm">
            <span className="block font-medium">{choice.label}</span>
            {choice.hint ? <span className="text-ink-2">{choice.hint}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
