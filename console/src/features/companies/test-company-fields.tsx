import { useState } from "react";
import type { Problem } from "@/api/problem";
import { m } from "@/app/messages";
import { CheckField, TextField } from "@/ui/field";
import { dayIn } from "@/ui/format";
import { useLocale } from "@/ui/locale";

/** Makes the new company one to try things on; only where payments are simulated. */
export function TestCompanyFields({ problem }: { problem: Problem | null }) {
  const { zone } = useLocale();
  const [test, setTest] = useState(false);
  const [today] = useState(() => dayIn(zone, new Date()));
  const c = m.clocks;
  return (
    <fieldset className="flex flex-col gap-3 border-t pt-4">
      <legend className="sr-only">{c.test_company}</legend>
      <CheckField
        name="test_company"
        label={c.test_company}
        hint={c.test_company_hint}
        checked={test}
        onChange={(event) => setTest(event.target.checked)}
      />
      {test ? (
        <TextField
          name="clock_day"
          type="date"
          label={c.begins}
          hint={c.begins_hint}
          defaultValue={today}
          error={problem?.for("test_clock/now") ?? problem?.for("test_clock")}
          min="2000-01-01"
          max="2099-12-31"
          required
          fieldClass="max-w-64"
        />
      ) : null}
    </fieldset>
  );
}
