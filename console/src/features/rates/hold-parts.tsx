import type { RateHold } from "@/api/types";
import { m } from "@/app/messages";
import { Badge, type Tone } from "@/ui/badge";
import { formatDayOf, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { changePercent } from "./converting";
import { signedPercent } from "./rate-text";
import { useSourceName } from "./source-name";

const h = m.rates.holds;
const TONES: Record<RateHold["state"], Tone> = {
  open: "warn",
  accepted: "good",
  refused: "neutral",
  withdrawn: "neutral",
};

export function HoldState({ hold }: { hold: Pick<RateHold, "state"> }) {
  return <Badge tone={TONES[hold.state]}>{h.states[hold.state]}</Badge>;
}

/** By how much of what it was, and which way. The server's own figure is of the smaller of the two rates: half as much is 100 there. */
export function Moved({ hold }: { hold: Pick<RateHold, "rate" | "previous"> }) {
  const { locale } = useLocale();
  return <span className="nums font-medium">{signedPercent(changePercent(hold.previous, hold.rate), locale)}</span>;
}

/** What is said, and what was said before. */
export function HoldSentence({ hold }: { hold: RateHold }) {
  const { locale } = useLocale();
  const name = useSourceName(hold.source);
  return (
    <p className="min-w-0 flex-1">
      {h.says(name, hold.base, formatQuantity(hold.rate, locale), hold.currency)}{" "}
      {h.before(formatQuantity(hold.previous, locale), formatDayOf(hold.previous_as_of, "UTC", locale))}
    </p>
  );
}
