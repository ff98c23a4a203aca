import type { paths } from "@/api/schema";
import { thresholdRowsOf, thresholdsIn, type ThresholdRow } from "@/ui/threshold-rows";

type Route = paths["/api/v1/billing/terms"];
export type Terms = Route["get"]["responses"][200]["content"]["application/json"];
type Body = Route["put"]["requestBody"]["content"]["application/json"];
type Part = { percent?: string | null; amount?: string | null; cap?: string | null };

export type PartKind = "none" | "percent" | "amount";
/** A discount or a fee as typed: what is typed stays when its kind is changed. */
export type PartDraft = { kind: PartKind; days: string; share: string; cap: string };
export type TermsDraft = {
  grace_days: string;
  net_days: string;
  thresholds: ThresholdRow[];
  early: PartDraft;
  late: PartDraft;
};

export function termsDraftOf(terms: Terms): TermsDraft {
  const { early_discount: early, late_fee: late } = terms;
  return {
    grace_days: String(terms.grace_days),
    net_days: terms.net_days === null ? "" : String(terms.net_days),
    thresholds: thresholdRowsOf(terms.thresholds),
    early: partDraftOf(early, early?.days),
    late: partDraftOf(late, late?.after_days),
  };
}

function partDraftOf(part: Part | null, days: number | undefined): PartDraft {
  const kind: PartKind = part?.percent ? "percent" : part?.amount ? "amount" : "none";
  return {
    kind,
    days: days === undefined ? "" : String(days),
    share: part?.percent ?? part?.amount ?? "",
    cap: part?.cap ?? "",
  };
}

/** All terms, so that what was emptied here is taken back. */
export function termsBody(draft: TermsDraft): Body {
  const { early, late } = draft;
  return {
    grace_days: Number.parseInt(draft.grace_days, 10),
    net_days: draft.net_days === "" ? null : Number.parseInt(draft.net_days, 10),
    thresholds: thresholdsIn(draft.thresholds),
    early_discount: early.kind === "none" ? null : { days: Number.parseInt(early.days, 10), ...partOf(early) },
    late_fee: late.kind === "none" ? null : { after_days: Number.parseInt(late.days, 10), ...partOf(late) },
  };
}

function partOf({ kind, share, cap }: PartDraft): Part {
  return { [kind]: share, ...(cap ? { cap } : {}) };
}
