import uPlot from "uplot";
import { formatDayShort, formatMonthShort } from "./format";

export type Series = {
  label: string;
  /** Heights in pixels are approximate by nature; `texts` are the exact values, formatted. */
  heights: number[];
  texts: string[];
  color: "--chart-1" | "--chart-2";
  kind: "bars" | "area" | "line";
};

type Drawing = {
  days: string[];
  labels?: string[] | undefined;
  series: Series[];
  locale: string;
  width: number;
  height: number;
  /** A course is drawn between its own low and high, where bars and totals start at zero. */
  fitted?: boolean | undefined;
};

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function chartOptions(drawing: Drawing, onHover: (index: number | null) => void): uPlot.Options {
  return {
    width: drawing.width,
    height: drawing.height,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false, range: () => [-0.6, drawing.days.length - 0.4] },
      y: { range: drawing.fitted ? aroundItself : fromZero },
    },
    axes: [drawing.fitted ? courseAxis(drawing) : dayAxis(drawing), valueAxis(drawing)],
    series: [{}, ...drawing.series.map(line)],
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? null)] },
  };
}

/** Bars that do not start at zero lie. */
function fromZero(_plot: uPlot, _low: number, high: number): uPlot.Range.MinMax {
  return [0, high > 0 ? high * 1.08 : 1];
}

/** With some air above and below; what never moved is drawn in the middle. */
function aroundItself(_plot: uPlot, low: number, high: number): uPlot.Range.MinMax {
  const air = (high - low) * 0.12 || Math.abs(high) * 0.01 || 1;
  return [low - air, high + air];
}

function line(series: Series): uPlot.Series {
  const color = token(series.color);
  if (series.kind === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.62, 22], radius: 0.18 });
    return { stroke: color, fill: color, width: 0, points: { show: false }, ...(paths && { paths }) };
  }
  const paths = uPlot.paths.linear?.();
  const fill = series.kind === "area" ? { fill: token("--chart-1-fill") } : {};
  // A line through one point is nothing to be seen.
  const points = { show: series.heights.length === 1, size: 8, fill: color };
  return { stroke: color, ...fill, width: 2, points, ...(paths && { paths }) };
}

/** The chart runs from left to right, its words as their language does: "25 أكتوبر" begins at the right. */
const apart = (label: string): string => (label ? `\u2068${label}\u2069` : "");

function dayAxis({ days, labels, locale }: Drawing): uPlot.Axis {
  return {
    ...axisLook(),
    grid: { show: false },
    ticks: { show: false },
    space: 64,
    size: 26,
    incrs: [1, 2, 3, 5, 7, 14, 30, 60, 90],
    values: (_plot, splits) =>
      splits.map((split) => apart(labels?.[split] ?? (days[split] ? formatDayShort(days[split], locale) : ""))),
  };
}

const MONTHS_FROM_DAYS = 150;
const PIXELS_EACH = 84;
const AXIS_PIXELS = 62;

/** Short courses by day; long ones by the months that begin in them, as many as there is room for. */
function courseAxis(drawing: Drawing): uPlot.Axis {
  const { days, locale } = drawing;
  const spanned = (Date.parse(days.at(-1) ?? "") - Date.parse(days[0] ?? "")) / 86_400_000;
  if (!(spanned > MONTHS_FROM_DAYS)) return dayAxis(drawing);
  const months = days.flatMap((day, index) =>
    index > 0 && day.slice(0, 7) !== days[index - 1]?.slice(0, 7) ? index : [],
  );
  return {
    ...dayAxis(drawing),
    // The months say where the labels stand; without a step that fits, none would.
    incrs: [1, days.length],
    splits: (plot) => {
      const each = Math.max(1, Math.ceil((months.length * PIXELS_EACH) / Math.max(1, plot.width - AXIS_PIXELS)));
      return months.filter((_, index) => index % each === 0);
    },
    values: (_plot, splits) => splits.map((split) => (days[split] ? formatMonthShort(days[split], locale) : "")),
  };
}

function valueAxis({ locale, fitted }: Drawing): uPlot.Axis {
  const format = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  return {
    ...axisLook(),
    size: 46,
    space: 34,
    grid: { stroke: token("--chart-grid"), width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((split) => apart(format.format(split))),
    ...(fitted && fittedValues(locale)),
  };
}

/** As many digits as tell one line of the grid from the next. */
function fittedValues(locale: string): Pick<uPlot.Axis, "values" | "size"> {
  return {
    size: AXIS_PIXELS,
    values: (_plot, splits) => {
      const digits = digitsOf(Math.abs((splits[1] ?? 1) - (splits[0] ?? 0)) || 1);
      const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return splits.map((split) => apart(format.format(split)));
    },
  };
}

/** Steps of the grid are 1, 2, 2.5 or 5 times a power of ten: 0.025 has three decimals, 0.02 two. */
function digitsOf(step: number): number {
  const first = Math.max(0, Math.min(12, Math.floor(-Math.log10(step))));
  const whole = (digits: number) => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6;
  return [0, 1, 2].map((more) => first + more).find(whole) ?? first + 2;
}

function axisLook(): Pick<uPlot.Axis, "stroke" | "font" | "gap"> {
  return { stroke: token("--ink-3"), font: '11px ui-sans-serif, system-ui, "Segoe UI", sans-serif', gap: 6 };
}
