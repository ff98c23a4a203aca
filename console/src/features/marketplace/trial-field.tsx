import type { Problem } from "@/api/problem";
import type { Plan } from "@/api/types";
import { m } from "@/app/messages";
import { TextField } from "@/ui/field";

const DAYS_MAX = 730;

/** Shared by "add" and "change". */
export function TrialField({ plan, problem }: { plan?: Plan; problem: Problem | null }) {
  return (
    <TextField
      name="trial_days"
      type="number"
      label={m.catalogue.trial_days}
      hint={m.catalogue.trial_hint}
      error={problem?.for("trial_days")}
      min={1}
      max={DAYS_MAX}
      defaultValue={plan?.trial_days ?? ""}
    />
  );
}

/** Empty means no trial. */
export const trialFrom = (days: string): number | null => (days === "" ? null : Number.parseInt(days, 10));
