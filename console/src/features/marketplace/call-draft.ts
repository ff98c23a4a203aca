import type { CallTerms } from "./price-draft";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A row of the table of steps. `key` keeps what is typed in its row when one above is removed. */
export type StepDraft = { key: number; from_second: string; increment_seconds: string; per_minute: string };
export type BandDraft = {
  key: number;
  weekdays: Weekday[];
  from: string;
  to: string;
  connect_fee: string;
  steps: StepDraft[];
};
export type CapChoice = "none" | "free" | "disconnect";

/** What stands in the fields of a call price, as typed. */
export type CallDraft = {
  connect_fee: string;
  steps: StepDraft[];
  zone: string;
  bands: BandDraft[];
  cap_kind: CapChoice;
  cap_amount: string;
};

/** Billing by the second, free of a connect fee: the least that a call price says. */
export const newCall = (): CallDraft => ({
  connect_fee: "0",
  steps: [{ key: 0, from_second: "0", increment_seconds: "1", per_minute: "" }],
  zone: "",
  bands: [],
  cap_kind: "none",
  cap_amount: "",
});

export function callDraftOf({ connect_fee, steps, zone, bands, cap }: CallTerms): CallDraft {
  return {
    connect_fee,
    steps: steps.map(stepDraft),
    zone: zone ?? "",
    bands: (bands ?? []).map((band, key) => ({ ...band, key, steps: band.steps.map(stepDraft) })),
    cap_kind: cap?.kind ?? "none",
    cap_amount: cap?.amount ?? "",
  };
}

type ToldStep = CallTerms["steps"][number];

const stepDraft = (step: ToldStep, key: number): StepDraft => ({
  key,
  from_second: String(step.from_second),
  increment_seconds: String(step.increment_seconds),
  per_minute: step.per_minute,
});

/** The terms of the request. A zone is told where bands need one, a cap where there is one. */
export function callTermsOf({ connect_fee, steps, zone, bands, cap_kind, cap_amount }: CallDraft): CallTerms {
  return {
    model: "call",
    connect_fee: connect_fee || "0",
    steps: steps.map(toldStep),
    ...(zone || bands.length ? { zone } : {}),
    ...(bands.length ? { bands: bands.map(toldBand) } : {}),
    ...(cap_kind === "none" ? {} : { cap: { amount: cap_amount, kind: cap_kind } }),
  };
}

const toldStep = ({ from_second, increment_seconds, per_minute }: StepDraft): ToldStep => ({
  from_second: whole(from_second),
  increment_seconds: whole(increment_seconds),
  per_minute,
});

const toldBand = ({ weekdays, from, to, connect_fee, steps }: BandDraft) => ({
  weekdays: WEEKDAYS.filter((day) => weekdays.includes(day)),
  from,
  to,
  connect_fee: connect_fee || "0",
  steps: steps.map(toldStep),
});

/** What is no whole number is not told: the draft counts as incomplete until it is one. */
const whole = (text: string): number => (/^\d+$/.test(text) ? Number.parseInt(text, 10) : Number.NaN);

/** A further step begins a minute after the last one, at its price. */
export function withStep(steps: readonly StepDraft[]): StepDraft[] {
  const last = steps.at(-1);
  const from = whole(last?.from_second ?? "0");
  const next = String(Number.isNaN(from) ? 60 : from + 60);
  const price = { increment_seconds: last?.increment_seconds ?? "1", per_minute: last?.per_minute ?? "" };
  return [...steps, { key: nextKey(steps), from_second: next, ...price }];
}

/** The first step stays: it is where a call begins. */
export const withoutStep = (steps: readonly StepDraft[], key: number): StepDraft[] =>
  steps.filter((step, index) => index === 0 || step.key !== key);

/** A band begins with what holds outside of it, on working days. */
export function withBand(call: CallDraft, zone: string): CallDraft {
  const band: BandDraft = {
    key: nextKey(call.bands),
    weekdays: ["mon", "tue", "wed", "thu", "fri"],
    from: "08:00",
    to: "18:00",
    connect_fee: call.connect_fee,
    steps: call.steps,
  };
  return { ...call, zone: call.zone || zone, bands: [...call.bands, band] };
}

const nextKey = (rows: readonly { key: number }[]): number => 1 + Math.max(-1, ...rows.map((row) => row.key));

export function changedAt<T extends { key: number }>(rows: readonly T[], key: number, change: Partial<T>): T[] {
  return rows.map((row) => (row.key === key ? { ...row, ...change } : row));
}

const A_WEEK = ["2026-03-16", "2026-03-17", "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-21", "2026-03-22"];

/** A weekday and an hour as a local moment, in a week in which no clock is changed. */
export const localMoment = (day: Weekday, time: string): string => `${A_WEEK[WEEKDAYS.indexOf(day)]}T${time}`;
