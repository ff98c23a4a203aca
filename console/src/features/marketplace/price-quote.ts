import type { paths } from "@/api/schema";
import type { Price } from "@/api/types";
import { addDecimals, dividedDecimals, forPixels } from "@/ui/decimal";
import { adjustmentsOf, isComplete, termsOf, type Model, type PriceDraft } from "./price-draft";

type Post = paths["/api/v1/billing/quote"]["post"];
export type QuoteBody = Post["requestBody"]["content"]["application/json"];
export type Quote = Post["responses"][200]["content"]["application/json"];
export type QuoteLine = Quote["lines"][number];
type Item = QuoteBody["items"][number];

/** What the quote is for: a quantity, of a call its seconds, and how many events made up a volume. */
export type Use = { quantity: string; events: string };
type Told = { id: string; unit: string; currency: string };

const POINTS = 12;
const TIERED: ReadonlySet<Model> = new Set(["graduated", "volume", "graduated_percentage"]);
const NICE = [1, 2, 5, 10];
/** A call needs a start where its price has bands; a Wednesday noon is as ordinary as any. */
const CALL_START = "2026-03-25T12:00:00Z";

/** Twelve quantities in equal steps, past the last tier and well past the quantity that is asked for. */
export function volumesFor(draft: PriceDraft, { quantity }: Use): string[] {
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
export function quoteBody(draft: PriceDraft, price: Told, use: Use, volumes: readonly string[]): QuoteBody | null {
  if (!isComplete(draft) || use.quantity === "") return null;
  const uses = [use, ...volumes.map((quantity) => ({ quantity, events: eventsAt(quantity, use) }))];
  const drafted = { price: { ...termsOf(draft), unit: price.unit }, adjustments: adjustmentsOf(draft) };
  const now = { price_id: price.id };
  const made = uses.flatMap((one): Item[] => [
    { ...drafted, ...usageOf(draft, one) },
    { ...now, ...usageOf(draft, one) },
  ]);
  return { currency: price.currency, items: made };
}

function usageOf({ model }: PriceDraft, { quantity, events }: Use): Pick<Item, "calls" | "usage"> {
  if (model === "call") return { calls: [{ seconds: Number.parseInt(quantity, 10), started_at: CALL_START }] };
  return { usage: { quantity, ...(events ? { events: Number.parseInt(events, 10) } : {}) } };
}

/** The events of a volume when each is as large as those asked for. */
function eventsAt(quantity: string, use: Use): string {
  if (!use.events || size(use.quantity) === 0) return use.events;
  return String(Math.max(1, Math.round((size(quantity) / size(use.quantity)) * size(use.events))));
}

export type Quoted = { drafted: QuoteLine; inForce: QuoteLine; points: { drafted: QuoteLine; inForce: QuoteLine }[] };

/** The lines of the answer in the order they were asked for. */
export function quotedIn({ lines }: Quote): Quoted | null {
  const pairs = lines.flatMap((drafted, index) => {
    const inForce = lines[index + 1];
    return index % 2 === 0 && inForce ? [{ drafted, inForce }] : [];
  });
  const [asked, ...points] = pairs;
  return asked ? { ...asked, points } : null;
}

/** What one unit costs on average, four digits after the point. */
export const unitPrice = ({ amount }: Pick<QuoteLine, "amount">, quantity: string): string =>
  dividedDecimals(amount, quantity, 4);

/** A quantity to begin with, in which every tier has its part. */
export function firstUse({ terms }: Pick<Price, "terms">): Use {
  if (terms.model === "call") return { quantity: "180", events: "" };
  const bound = "tiers" in terms ? terms.tiers.at(-2)?.up_to : undefined;
  const events = terms.model.endsWith("percentage") ? "10" : "";
  return { quantity: bound ? addDecimals(bound, "100") : events ? "1000" : "100", events };
}
