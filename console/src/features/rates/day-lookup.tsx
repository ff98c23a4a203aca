import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { m } from "@/app/messages";
import { day } from "@/app/search";
import { Button } from "@/ui/button";
import { dayOf } from "./spans";

const r = m.rates;
/** The euro's first: no source has earlier ones. */
const FIRST_DAY = "1999-01-04";

/** The rate of a past day; without one that of now. A day that is half typed changes nothing. */
export function DayLookup({ at, onChoose }: { at: string | undefined; onChoose: (at: string | undefined) => void }) {
  const [today] = useState(() => dayOf(new Date().toISOString()));
  const [typed, setTyped] = useState(at ?? "");
  const [known, setKnown] = useState(at);
  if (known !== at) {
    setKnown(at);
    setTyped(at ?? "");
  }
  return (
    <>
      <label className="flex items-center gap-2 text-sm">
        <span className="text-ink-2">{r.day}</span>
        <input
          type="date"
          value={typed}
          min={FIRST_DAY}
          max={today}
          title={r.day_hint}
          onChange={({ target }) => {
            setTyped(target.value);
            const chosen = day(target.value);
            if (chosen && chosen >= FIRST_DAY && chosen <= today) onChoose(chosen);
            else if (at && target.value === "" && target.validity.valid) onChoose(undefined);
          }}
          className="border-line-strong bg-surface text-ink shadow-card h-8 rounded-md border px-2 text-sm"
        />
      </label>
      {at ? (
        <Button size="sm" look="ghost" onClick={() => onChoose(undefined)}>
          <RotateCcw aria-hidden className="size-3.5" />
          {r.now}
        </Button>
      ) : null}
    </>
  );
}
