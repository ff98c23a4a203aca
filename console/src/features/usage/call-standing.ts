import type { Call } from "@/api/types";

/** What a call counts for: as it was told, or as it stands since it was corrected. */
export function standingOf(call: Pick<Call, "billable_seconds" | "rated" | "in_force">) {
  const { in_force: now } = call;
  return {
    corrected: now !== null,
    isVoid: now?.is_void ?? false,
    billableSeconds: now?.billable_seconds ?? call.billable_seconds,
    rated: now ? now.rated : call.rated,
  };
}
