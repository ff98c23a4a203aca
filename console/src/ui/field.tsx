import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from "react";

type Wiring = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
type FieldProps = {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  hideLabel?: boolean;
  className?: string;
  children: (wiring: Wiring) => ReactNode;
};

/** Label, control, hint and error, tied together for screen readers. */
export function Field({ label, hint, error, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  const wiring: Wiring = {
    id,
    "aria-describedby": note ? `${id}-note` : undefined,
    "aria-invalid": error ? true : undefined,
  };
  return (
    <div className={clsx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-ink text-sm font-medium"}>
        {label}
      </label>
      {children(wiring)}
      {note ? (
        <p id={`${id}-note`} className={clsx("text-xs", error ? "text-bad" : "text-ink-3")}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

const CONTROL =
  "h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink shadow-card " +
  "placeholder:text-ink-3 aria-invalid:border-bad disabled:opacity-60";

type Named = { label: string; hint?: string; error?: string | undefined; hideLabel?: boolean; fieldClass?: string };

export function TextField({
  label,
  hint,
  error,
  hideLabel,
  fieldClass,
  ...rest
}: Named & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} className={fieldClass}>
      {(wiring) => <input dir="auto" {...wiring} {...rest} className={clsx(CONTROL, rest.className)} />}
    </Field>
  );
}

export type Option = { value: string; label: string };
type SelectProps = Named & { options: Option[] } & SelectHTMLAttributes<HTMLSelectElement>;

/** The platform's own select: it is keyboard-proof, screen-reader-proof and right on a phone. */
export function SelectField({ label, hint, error, hideLabel, fieldClass, options, ...rest }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} className={fieldClass}>
      {(wiring) => (
        <span className="relative">
          <select {...wiring} {...rest} className={clsx(CONTROL, "appearance-none pe-8", rest.className)}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown aria-hidden className="text-ink-3 pointer-events-none absolute top-2 end-2 size-4" />
        </span>
      )}
    </Field>
  );
}

type CheckProps = { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>;

export function CheckField({ label, hint, ...rest }: CheckProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input id={id} type="checkbox" className="accent-accent mt-1 size-3.5" {...rest} />
      <label htmlFor={id} className="text-sm">
        {label}
        {hint ? <span className="text-ink-3 block text-xs">{hint}</span> : null}
      </label>
    </div>
  );
}
