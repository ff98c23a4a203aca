import { Nothing } from "./money";
import { formatDay, formatDayOf, formatDays, formatMoment, formatUtc } from "./format";
import { useLocale } from "./locale";
import { Tooltip } from "./tooltip";
import { m } from "@/app/messages";
import type { Period } from "@/api/types";

type Props = { at: string | null | undefined; day?: boolean; named?: boolean };

/** An instant in the company's zone; the tooltip gives UTC. `named` writes the zone out where no header does. */
export function Time({ at, day = false, named = false }: Props) {
  const { locale, zone } = useLocale();
  if (!at) return <Nothing />;
  const text = day ? formatDayOf(at, zone, locale) : formatMoment(at, zone, locale);
  return (
    <Tooltip text={`${zone} · ${formatUtc(at)}`}>
      <time dateTime={at} className="nums sm:whitespace-nowrap">
        {text}
        {named ? <span className="text-ink-3"> {zone}</span> : null}
      </time>
    </Tooltip>
  );
}

export function Day({ day }: { day: string | null | undefined }) {
  const { locale } = useLocale();
  return day ? <span className="nums whitespace-nowrap">{formatDay(day, locale)}</span> : <Nothing />;
}

/** Half-open on the wire, "first day – last day" on paper: the end shown is the last instant still inside. */
export function PeriodText({ period }: { period: Period | null | undefined }) {
  const { locale, zone } = useLocale();
  if (!period) return <Nothing />;
  const last = new Date(new Date(period.end).getTime() - 1).toISOString();
  return <bdi className="nums whitespace-nowrap">{formatDays(period.start, last, zone, locale)}</bdi>;
}

export function ZoneNote() {
  const { zone } = useLocale();
  return <span className="text-ink-3 text-xs">{m.kit.times_in(zone)}</span>;
}
