import type { paths } from "@/api/schema";

type Body = paths["/api/v1/calls/{call_id}/corrections"]["post"]["requestBody"]["content"]["application/json"];

/** A call gets another length or is voided; one that is void may only count again. */
export type Way = "length" | "void" | "revive";

export const waysOf = (isVoid: boolean): Way[] => (isVoid ? ["revive"] : ["length", "void"]);

export type CorrectionDraft = { way: Way; seconds: string; reason: string };

export function correctionBody({ way, seconds, reason }: CorrectionDraft): Body {
  const told = { reason: reason.trim() };
  if (way === "length") return { ...told, billable_seconds: Number.parseInt(seconds, 10) };
  return { ...told, void: way === "void" };
}
