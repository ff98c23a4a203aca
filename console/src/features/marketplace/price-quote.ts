import type { paths } from "@/api/schema";
import { addDecimals, dividedDecimals, forPixels } from "@/ui/decimal";
import { localMoment, type Weekday } from "./call-draft";
import { momentIn } from "./moment-in";
import { adjustmentsOf, isComplete, termsOf, type Model, type Offer, type PriceDraft, type Terms } from "./price-draft";

type Post = paths["/api/v1/billing/quote"]["post"];
export type QuoteBody = Post["requestBody"]["content"]["application/json"];
export type Quote = Post["responses"][200]["content"]["application/json"];
export type QuoteLine = Quote["lines"][number];
type Item = QuoteBody["items"][number];

/** What the quote is for: a quantity, of a call its seconds, how many events made up a volume, and when a call starts by the clock of
 * the price: bands are told by weekday and time. */
export type Use = { quantity: string; events: string; weekday: Weekday; time: string };

const POINTS = 12;
const TIERED: ReadonlySet<Model> = new Set(["graduated", "volume", "graduated_percentage"]);
const NICE = [1, 2, 5, 10];
/** A Wednesday noon is as ordinary as any. */
const START = { weekday: "wed", time: "12:00" } as const;

/** Twelve quantities in equal steps, past the last tier and well past the quantity that is asked for. */
export function volumesFor(draft: PriceDraft, { quantity }: Pick<Use, "quantity" | "events">): string[] {
  const bounds = TIERED.has(draft.model) ? draft.tiers.slice(0, -1).map((tier) => size(tier.up_to) * 1.5) : [];
  const wanted = Math.max(size(quantity) * 2, ...bounds);
  const step = niceStep(Math.min(wanted, 1e12) / POINTS);
  return Array.from({ length: POINTS }, (_, index) => String(step * (index + 1)));
}

/** Where a point of the chart lies may be approximate. What it costs comes from the server. */
function size(text: string): number {
  const pixels = forPixels(text);
  return Number.isFinite(pixels) && pixels > 0 ? pixels : 0;
}

function niceStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(least, 1))));
  return power * (NICE.find((factor) => factor * power >= least) ?? 10);
}

/** ONE request: the new price and the one in force for the quantity, then both for each volume of the chart. */
export function quoteBody(draft: PriceDraft, offer: Offer, use: Use, volumes: readonly string[]): QuoteBody | null {
  if (!isComplete(draft) || use.quantity === "" || !offer.currency) return null;
  const uses = [use, ...volumes.map((quantity) => ({ ...use, quantity, events: eventsAt(quantity, use) }))];
  const adjustments = draft.model === "commitment" ? {} : { adjustments: adjustmentsOf(draft) };
  const drafted = { price: { ...termsOf(draft), unit: offer.unit || "unit" }, ...adjustments };
  const made = uses.flatMap((one): Item[] => {
    const used = usageOf(draft, one);
    const now = offer.inForce ? [{ price_id: offer.inForce.id, ...used }] : [];
    return [{ ...drafted, ...used }, ...now];
  });
  return { currency: offer.currency, items: made };
}

function usageOf({ model, call }: PriceDraft, { quantity, events, weekday, time }: Use): Pick<Item, "calls" | "usage"> {
  if (model === "commitment") return {};
  if (model !== "call") return { usage: { quantity, ...(events ? { events: Number.parseInt(events, 10) } : {}) } };
  return { calls: [{ seconds: Number.parseInt(quantity, 10), started_at: startOf(call.zone, weekday, time) }] };
}

/** A zone that is still being typed is none yet; the server says so at its field. */
function startOf(zone: string, weekday: Weekday, time: string): string {
  const local = localMoment(weekday, time || START.time);
  try {
    return momentIn(zone || "UTC", local);
  } catch {
    return momentIn("UTC", local);
  }
}

/** The events of a volume when each is as large as those asked for. */
function eventsAt(quantity: string, use: Use): string {
  if (!use.events || size(use.quantity) === 0) return use.events;
  return String(Math.max(1, Math.round((size(quantity) / size(use.quantity)) * size(use.events))));
}

type Pair = { drafted: QuoteLine; inForce: QuoteLine | null };
export type Quoted = Pair & { points: Pair[] };

/** The lines of the answer in the order they were asked for: in pairs, where there is a version in force. */
export function quotedIn({ lines }: Quote, paired: boolean): Quoted | null {
  const each = paired ? 2 : 1;
  const pairs = lines.flatMap((drafted, index): Pair[] => {
    const inForce = paired ? lines[index + 1] : null;
    return index % each === 0 && inForce !== undefined ? [{ drafted, inForce }] : [];
  });
  const [asked, ...points] = pairs;
  return asked ? { ...asked, points } : null;
}

/** What one unit costs on average, four digits after the point. */
export const unitPrice = ({ amount }: Pick<QuoteLine, "amount">, quantity: string): string =>
  dividedDecimals(amount, quantity, 4);

/** A quantity to begin with, in which every tier has its part. */
export function firstUse({ terms }: { terms: Terms }): Use {
  if (terms.model === "call") return { ...START, quantity: "180", events: "" };
  const bound = "tiers" in terms ? terms.tiers.at(-2)?.up_to : undefined;
  const events = terms.model.endsWith("percentage") ? "10" : "";
  return { ...START, quantity: bound ? addDecimals(bound, "100") : events ? "1000" : "100", events };
}
