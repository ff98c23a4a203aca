import type { Fact } from "@/api/types";

const LONGEST = 60;

/** What a decision has changed: each field as it was and as it is. Empty for facts that tell of no change. */
export function changesOf({ payload }: Pick<Fact, "payload">): string {
  const { before, after } = payload;
  if (!isRecord(before) || !isRecord(after)) return "";
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.map((name) => `${name.replaceAll("_", " ")}: ${said(before[name])} → ${said(after[name])}`).join(" · ");
}

function said(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const text = Array.isArray(value) || typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
