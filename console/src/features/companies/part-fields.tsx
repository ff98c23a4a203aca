import { m } from "@/app/messages";
import { SelectField, TextField } from "@/ui/field";
import type { PartDraft, PartKind } from "./terms-draft";

const KINDS = (["none", "percent", "amount"] as const).map((value) => ({ value, label: m.terms.kinds[value] }));
const DECIMAL = "\\d+(\\.\\d+)?";

type Props = {
  title: string;
  days: { label: string; hint: string; error: string | undefined };
  part: PartDraft;
  problem: (field: "percent" | "amount" | "cap") => string | undefined;
  onChange: (change: Partial<PartDraft>) => void;
};

/** A percentage or an amount, and when it is due: what paying early saves, or paying late costs. */
export function PartFields({ title, days, part, problem, onChange }: Props) {
  const t = m.terms;
  const text = (name: "days" | "share" | "cap") => ({
    value: part[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value.trim() }),
  });
  return (
    <fieldset className="border-t pt-4">
      <legend className="sr-only">{title}</legend>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <SelectField
          label={title}
          value={part.kind}
          onChange={(event) => onChange({ kind: event.target.value as PartKind })}
          options={KINDS}
        />
        {part.kind === "none" ? null : (
          <>
            <TextField
              label={t[part.kind]}
              {...(part.kind === "amount" && { hint: t.amount_hint })}
              {...text("share")}
              error={problem(part.kind)}
              inputMode="decimal"
              pattern={DECIMAL}
              required
            />
            <TextField
              type="number"
              label={days.label}
              hint={days.hint}
              {...text("days")}
              error={days.error}
              min={0}
              max={365}
              required
            />
          </>
        )}
        {part.kind === "percent" || (part.kind === "amount" && part.cap) ? (
          <TextField
            label={t.cap}
            hint={t.cap_hint}
            {...text("cap")}
            error={problem("cap")}
            inputMode="decimal"
            pattern={DECIMAL}
          />
        ) : null}
      </div>
    </fieldset>
  );
}
