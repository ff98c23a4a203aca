import type { paths } from "@/api/schema";
import type { Price } from "@/api/types";
import { isZero } from "@/ui/decimal";
import { aggregationDraftOf, aggregationOf, PLAIN, type AggregationDraft } from "./aggregation-draft";
import { callDraftOf, callTermsOf, newCall, type CallDraft } from "./call-draft";

type Revision = paths["/api/v1/prices/{price_id}/revise"]["post"]["requestBody"]["content"]["application/json"];
export type Terms = Price["terms"];
export type CallTerms = Extract<Terms, { model: "call" }>;
export type Model = Terms["model"];
export type Adjustments = NonNullable<Revision["adjustments"]>;

/** What is priced: how a unit of it is called and on what it is counted. `inForce` is the version that the next one follows, if any. */
export type Offer = Pick<Price, "currency" | "unit" | "meter"> & { inForce: Price | null };

export const offerOf = (price: Price): Offer => ({ ...price, inForce: price });

/** A row of the tier table. `key` keeps what is typed in its row when one above is removed. */
export type TierDraft = {
  key: number;
  up_to: string;
  unit_amount: string;
  percent: string;
  flat_amount: string;
  block_size: string;
};

export type DiscountKind = "none" | "percent" | "amount";

/** What stands in the fields, as typed. Fields of other models are kept, so that trying one out loses nothing. */
export type PriceDraft = {
  model: Model;
  amount: string;
  unit_amount: string;
  package_size: string;
  free_units: string;
  percent: string;
  fixed_amount: string;
  free_events: string;
  free_volume: string;
  tiers: TierDraft[];
  call: CallDraft;
  aggregation: AggregationDraft;
  included_units: string;
  discount_kind: DiscountKind;
  discount: string;
  discount_periods: string;
  minimum_amount: string;
  maximum_amount: string;
};

const EMPTY = {
  amount: "",
  unit_amount: "",
  package_size: "100",
  free_units: "0",
  percent: "",
  fixed_amount: "0",
  free_events: "0",
  free_volume: "0",
};

/** The fields of a price that is not there yet. */
export const newDraft = (): PriceDraft => ({
  ...EMPTY,
  model: "flat",
  tiers: [newTier(0), newTier(1)],
  call: newCall(),
  aggregation: PLAIN,
  ...adjustmentTexts(null),
});

/** The fields as they stand in the version that is in force. */
export function draftOf({ terms, adjustments, aggregation }: Price): PriceDraft {
  const told = terms.model === "call" ? { call: callDraftOf(terms) } : textsIn(terms);
  return {
    ...newDraft(),
    ...told,
    model: terms.model,
    tiers: "tiers" in terms ? terms.tiers.map(tierDraft) : [newTier(0), newTier(1)],
    aggregation: aggregationDraftOf(aggregation),
    ...adjustmentTexts(adjustments),
  };
}

function adjustmentTexts(adjustments: Price["adjustments"]) {
  const { discount } = adjustments ?? {};
  const kind: DiscountKind = discount?.percent ? "percent" : discount?.amount ? "amount" : "none";
  return {
    included_units: adjustments?.included_units ?? "",
    discount_kind: kind,
    discount: discount?.percent ?? discount?.amount ?? "",
    discount_periods: discount?.periods ? String(discount.periods) : "",
    minimum_amount: adjustments?.minimum_amount ?? "",
    maximum_amount: adjustments?.maximum_amount ?? "",
  };
}

function textsIn(terms: Terms): Partial<PriceDraft> {
  const known = Object.entries(terms).filter(([name, value]) => name in EMPTY && value !== null);
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
}

type ToldTier = Extract<Terms, { tiers: unknown }>["tiers"][number];

function tierDraft(tier: ToldTier, key: number): TierDraft {
  return {
    key,
    up_to: tier.up_to ?? "",
    unit_amount: "unit_amount" in tier ? tier.unit_amount : "",
    percent: "percent" in tier ? tier.percent : "",
    flat_amount: tier.flat_amount ?? "0",
    block_size: ("block_size" in tier && tier.block_size) || "",
  };
}

const newTier = (key: number): TierDraft => ({
  key,
  up_to: "",
  unit_amount: "",
  percent: "",
  flat_amount: "0",
  block_size: "",
});

/** A tier before the last one, which goes on without an end. It begins with what the last one costs. */
export function withTier(tiers: readonly TierDraft[]): TierDraft[] {
  const last = tiers.at(-1) ?? newTier(0);
  const key = 1 + Math.max(...tiers.map((tier) => tier.key), last.key);
  return [...tiers.slice(0, -1), { ...last, key, up_to: "", flat_amount: "0" }, last];
}

/** The last tier stays: there is always a price for what lies above. */
export function withoutTier(tiers: readonly TierDraft[], key: number): TierDraft[] {
  return tiers.filter((tier, index) => tier.key !== key || index === tiers.length - 1);
}

export function withTierField(tiers: readonly TierDraft[], key: number, change: Partial<TierDraft>): TierDraft[] {
  return tiers.map((tier) => (tier.key === key ? { ...tier, ...change } : tier));
}

/** The models that the server sells for what is counted: a meter is used, a plan without one is held. A call stays a call. */
export function modelsFor({ meter, inForce }: Pick<Offer, "meter" | "inForce">): Model[] {
  const quantities: Model[] = ["per_unit", "graduated", "volume", "package"];
  if (inForce?.model === "call" || inForce?.model === "commitment") return [inForce.model];
  if (meter === null) return ["flat", ...quantities, ...(inForce ? [] : (["commitment"] as const))];
  return [...quantities, "percentage", "graduated_percentage", ...(inForce ? [] : (["call"] as const))];
}

/** Events of a meter are aggregated; calls are rated one by one. */
export const isAggregated = (draft: PriceDraft, { meter }: Pick<Offer, "meter">): boolean =>
  meter !== null && draft.model !== "call";

/** The `terms` of the request: of all the fields those of the model. */
export function termsOf(draft: PriceDraft): Terms {
  const { model } = draft;
  switch (model) {
    case "flat":
    case "commitment":
      return { model, amount: draft.amount };
    case "per_unit":
      return { model, unit_amount: draft.unit_amount };
    case "graduated":
    case "volume":
      return { model, tiers: bounded(draft.tiers).map(unitTier) };
    case "package":
      return { model, amount: draft.amount, package_size: draft.package_size, free_units: orZero(draft.free_units) };
    case "percentage":
      return {
        model,
        percent: draft.percent,
        fixed_amount: orZero(draft.fixed_amount),
        free_events: Number.parseInt(orZero(draft.free_events), 10),
        free_volume: orZero(draft.free_volume),
      };
    case "graduated_percentage":
      return { model, tiers: bounded(draft.tiers).map(percentTier) };
    case "call":
      return callTermsOf(draft.call);
  }
}

type Bounded = Omit<TierDraft, "up_to"> & { up_to: string | null };

const bounded = (tiers: readonly TierDraft[]): Bounded[] =>
  tiers.map((tier, index) => ({ ...tier, up_to: index === tiers.length - 1 ? null : tier.up_to }));

const unitTier = ({ up_to, unit_amount, flat_amount, block_size }: Bounded) => ({
  up_to,
  unit_amount,
  flat_amount: orZero(flat_amount),
  ...(block_size ? { block_size } : {}),
});

const percentTier = ({ up_to, percent, flat_amount }: Bounded) => ({
  up_to,
  percent,
  flat_amount: orZero(flat_amount),
});

const orZero = (text: string) => (text === "" ? "0" : text);

/** The adjustments of the request. Always told, since leaving them out would keep those of the version before. */
export function adjustmentsOf(draft: PriceDraft): Adjustments {
  const { included_units, discount_kind, discount, discount_periods, minimum_amount, maximum_amount } = draft;
  if (draft.model === "commitment") return {};
  const periods = discount_periods ? { periods: Number.parseInt(discount_periods, 10) } : {};
  return {
    ...(countsUnits(draft.model) && included_units && !isNothing(included_units) ? { included_units } : {}),
    ...(discount_kind === "none" ? {} : { discount: { [discount_kind]: discount, ...periods } }),
    ...(minimum_amount ? { minimum_amount } : {}),
    ...(maximum_amount ? { maximum_amount } : {}),
  };
}

/** The aggregation of the request, null where there is nothing to aggregate. */
export const aggregationFor = (draft: PriceDraft, offer: Pick<Offer, "meter">) =>
  isAggregated(draft, offer) ? aggregationOf(draft.aggregation) : null;

/** A flat fee, a commitment and a call have no units that could be included. */
export const countsUnits = (model: Model): boolean => isCounted(model) && model !== "call";

/** What is due for a period whatever is used is not asked for with a quantity. */
export const isCounted = (model: Model): boolean => model !== "flat" && model !== "commitment";

const DECIMAL = /^\d+(\.\d+)?$/;

const isNothing = (text: string) => DECIMAL.test(text) && isZero(text);

/** Whether every field that must not be empty says something: until then there is nothing to ask the server. */
export function isComplete(draft: PriceDraft): boolean {
  const discounted = draft.discount_kind === "none" || draft.discount !== "";
  return discounted && Object.values(termsOf(draft)).every(isTold);
}

function isTold(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isTold);
  if (typeof value === "object" && value !== null) return Object.values(value).every(isTold);
  return typeof value === "number" ? !Number.isNaN(value) : value !== "";
}
