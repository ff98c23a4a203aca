import type { RateHold } from "@/api/types";
import { m } from "@/app/messages";
import { Badge, type Tone } from "@/ui/badge";
import { compareDecimals } from "@/ui/decimal";
import { formatDayOf, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
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

/** By how much, and which way: the server's own figure, which is of the smaller of the two rates. */
export function Moved({ hold }: { hold: RateHold }) {
  const { locale } = useLocale();
  return (
    <span className="nums font-medium">{signedPercent((fell(hold) ? "-" : "") + hold.change_percent, locale)}</span>
  );
}

const fell = ({ rate, previous }: Pick<RateHold, "rate" | "previous">) => compareDecimals(rate, previous) < 0;

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
