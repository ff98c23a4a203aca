import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { PlannedPart } from "@/api/types";
import { useSettled } from "@/ui/settled";
import { planBody, type PlanDraft } from "./plan-draft";

export type PlanPreview = {
  /** Of the last answer, while the next one is awaited. Null where there is none for what is typed. */
  parts: PlannedPart[] | null;
  problem: Problem | null;
  error: unknown;
  waiting: boolean;
  /** Whether the parts are those of what is typed now. */
  current: boolean;
};

/** The parts of what stands in the fields, asked for when nobody has typed for a moment. */
export function usePlanPreview(invoice: string, draft: PlanDraft): PlanPreview {
  const typed = useMemo(() => planBody(invoice, draft), [invoice, draft]);
  const body = useSettled(typed);
  const query = useQuery({
    queryKey: ["instalments", "preview", body],
    queryFn: async () => (body ? await unwrap(api.POST("/api/v1/instalment-plan-preview", { body })) : null),
    enabled: body !== null,
    gcTime: 60_000,
  });
  const [last, setLast] = useState<PlannedPart[] | null>(null);
  if (query.data && query.data !== last) setLast(query.data);
  const refused = query.isError || typed === null;
  return {
    parts: refused ? null : (query.data ?? last),
    problem: query.error instanceof Problem ? query.error : null,
    error: query.error,
    waiting: typed !== null && (query.isFetching || body !== typed),
    current: body === typed && query.isSuccess && query.data !== null,
  };
}
