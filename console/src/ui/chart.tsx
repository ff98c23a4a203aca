import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useResolvedTheme } from "@/app/theme";
import { chartOptions, type Series } from "./chart-options";
import { formatDay } from "./format";
import { useLocale } from "./locale";

/** `labels` name the places along the axis where they are no days. */
type Props = {
  caption: string;
  days: string[];
  labels?: string[];
  series: Series[];
  height?: number;
  fitted?: boolean;
};

/** A chart by day, or along whatever `labels` say. The picture is for the eye; the same numbers stand in a table for screen readers. */
export function Chart({ caption, days, labels, series, height = 208, fitted }: Props) {
  const { locale } = useLocale();
  const theme = useResolvedTheme();
  const frame = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const size = { width: element.clientWidth, height };
    const options = chartOptions({ days, labels, series, locale, fitted, ...size }, setHovered);
    const plot = new uPlot(options, [days.map((_, index) => index), ...series.map((one) => one.heights)], element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
    // The theme is read from CSS variables while drawing, so that a change of theme must draw anew.
  }, [days, labels, series, height, locale, theme, fitted]);

  return (
    <figure className="relative" onPointerLeave={() => setHovered(null)}>
      <Legend days={days} labels={labels} series={series} hovered={hovered} />
      {/* Time runs from left to right in every language: a chart is read as its numbers are, and compared with those of others. */}
      <div ref={frame} aria-hidden dir="ltr" className="w-full" style={{ height }} />
      <ChartTable caption={caption} days={days} labels={labels} series={series} />
    </figure>
  );
}

/** Totals at rest, the day under the pointer while hovering: no floating box that hides what it explains. */
function Legend({ days, labels, series, hovered }: Omit<Props, "height" | "caption"> & { hovered: number | null }) {
  const { locale } = useLocale();
  const day = hovered === null ? undefined : days[hovered];
  const place = hovered === null || !day ? undefined : (labels?.[hovered] ?? formatDay(day, locale));
  return (
    <div aria-hidden className="text-ink-2 mb-2 flex h-5 items-center gap-4 text-xs">
      {series.map((one) => (
        <span key={one.label} className="flex items-center gap-1.5">
          <span className="size-2 rounded-[2px]" style={{ background: `var(${one.color})` }} />
          {one.label}
          {hovered === null ? null : <span className="nums text-ink font-medium">{one.texts[hovered]}</span>}
        </span>
      ))}
      {place ? <span className="nums ms-auto">{place}</span> : null}
    </div>
  );
}

function ChartTable({ caption, days, labels, series }: Omit<Props, "height">) {
  const { locale } = useLocale();
  return (
    <table className="sr-only">
      <caption>{caption}</caption>
      <tbody>
        {days.map((day, index) => (
          <tr key={day}>
            <th scope="row">{labels?.[index] ?? formatDay(day, locale)}</th>
            {series.map((one) => (
              <td key={one.label}>{`${one.label}: ${one.texts[index] ?? ""}`}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
