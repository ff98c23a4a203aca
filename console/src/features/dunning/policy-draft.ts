import type { paths } from "@/api/schema";
import type { DunningPolicy } from "@/api/types";
import { thresholdRowsOf, thresholdsIn, type ThresholdRow } from "@/ui/threshold-rows";

type Body = paths["/api/v1/dunning-policy"]["put"]["requestBody"]["content"]["application/json"];
export type RetryTime = DunningPolicy["retry_time"];
type Step = DunningPolicy["steps"][number];
export type Action = NonNullable<Step["action"]>;

/** What was left out is a message and nothing else. */
export const actionOf = ({ action }: Pick<Step, "action">): Action => action ?? "none";

/** `key` keeps what is typed in its row when one above is removed. */
export type StepDraft = { key: number; after_days: string; message: string; action: Action };
export type PolicyDraft = {
  retry_days: string;
  retry_time: RetryTime;
  retry_hour: string;
  rotation: boolean;
  notice_hour: string;
  steps: StepDraft[];
  thresholds: ThresholdRow[];
};

export const policyDraftOf = (policy: DunningPolicy): PolicyDraft => ({
  retry_days: policy.retry_days.join(", "),
  retry_time: policy.retry_time,
  retry_hour: policy.retry_hour === null ? "" : String(policy.retry_hour),
  rotation: policy.rotation,
  notice_hour: String(policy.notice_hour),
  steps: policy.steps.map((step, key) => ({
    key,
    after_days: String(step.after_days),
    message: step.message,
    action: actionOf(step),
  })),
  thresholds: thresholdRowsOf(policy.thresholds),
});

/** The whole policy, so that what was emptied here is taken back. An hour belongs to the fixed time alone. */
export const policyBody = (draft: PolicyDraft): Body => ({
  retry_days: draft.retry_days
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number),
  retry_time: draft.retry_time,
  retry_hour: draft.retry_time === "fixed" && draft.retry_hour !== "" ? Number(draft.retry_hour) : null,
  rotation: draft.rotation,
  notice_hour: Number(draft.notice_hour),
  steps: draft.steps.map(({ after_days, message, action }) => ({ after_days: Number(after_days), message, action })),
  thresholds: thresholdsIn(draft.thresholds),
});

const nextKey = (rows: readonly { key: number }[]): number => 1 + Math.max(-1, ...rows.map((row) => row.key));

const WEEK = 7;

/** One more step, a week after the last. */
export function withStep(steps: readonly StepDraft[], message: string): StepDraft[] {
  const last = Number.parseInt(steps.at(-1)?.after_days ?? "-4", 10);
  return [...steps, { key: nextKey(steps), after_days: String(last + WEEK), message, action: "none" }];
}

export const changed = <Row extends { key: number }>(rows: readonly Row[], key: number, change: Partial<Row>): Row[] =>
  rows.map((row) => (row.key === key ? { ...row, ...change } : row));
