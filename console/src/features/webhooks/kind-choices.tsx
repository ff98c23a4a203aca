import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { m } from "@/app/messages";
import { CheckField } from "@/ui/field";
import { kindsQuery } from "./data";

const EVERYTHING = "*";
type Props = { chosen: readonly string[]; error: string | undefined };

/** All facts, or whole families of them. Single kinds, which a program may have chosen, stand among the families. */
export function KindChoices({ chosen, error }: Props) {
  const { data } = useQuery(kindsQuery);
  const [all, setAll] = useState(chosen.includes(EVERYTHING));
  const t = m.webhooks;
  const families = counted((data?.items ?? []).map((one) => `${one.kind.split(".")[0]}.*`));
  const single = chosen.filter((one) => one !== EVERYTHING && !families.has(one));
  return (
    <fieldset className="flex flex-col gap-2 rounded-lg border p-3" aria-describedby={error ? "kinds-note" : undefined}>
      <legend className="px-1 text-sm font-medium">{t.kinds}</legend>
      <CheckField
        name="kinds"
        value={EVERYTHING}
        label={t.everything}
        hint={t.everything_hint}
        checked={all}
        onChange={(event) => setAll(event.target.checked)}
      />
      {all ? null : (
        <div className="grid max-h-56 gap-2 overflow-y-auto border-t pt-2 sm:grid-cols-2">
          {single.map((kind) => (
            <CheckField key={kind} name="kinds" value={kind} label={kind} defaultChecked />
          ))}
          {[...families].map(([family, count]) => (
            <CheckField
              key={family}
              name="kinds"
              value={family}
              label={family}
              hint={t.family(count)}
              defaultChecked={chosen.includes(family)}
            />
          ))}
        </div>
      )}
      {error ? (
        <p id="kinds-note" className="text-bad text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function counted(families: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const one of families) found.set(one, (found.get(one) ?? 0) + 1);
  return found;
}
