import type { TextareaHTMLAttributes } from "react";
import { Field } from "./field";

type Props = {
  label: string;
  hint?: string;
  error?: string | undefined;
  mono?: boolean;
} & TextareaHTMLAttributes<HTMLTextAreaElement>;

/** A text of several lines. */
export function AreaField({ label, hint, error, mono = false, ...rest }: Props) {
  return (
    <Field label={label} hint={hint || undefined} error={error}>
      {(wiring) => (
        <textarea
          dir="auto"
          {...wiring}
          rows={3}
          {...rest}
          className={
            "border-line-strong bg-surface text-ink shadow-card placeholder:text-ink-3 aria-invalid:border-bad w-full min-w-0 resize-y rounded-md border px-2.5 py-1.5 text-sm disabled:opacity-60" +
            (mono ? " font-mono" : "")
          }
        />
      )}
    </Field>
  );
}
