import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { useSettled } from "@/ui/settled";

/** A message as the server fills it in, asked for when nobody has typed for a moment: for the company in view, or with sample values. */
export function usePreview(title: string, body: string, locale: string) {
  const company = useCompanyParam();
  const draft = useMemo(() => ({ title, body, locale, step: 1 }), [title, body, locale]);
  const asked = useSettled(draft);
  return useQuery({
    queryKey: ["dunning", "preview", asked, company ?? null],
    queryFn: () => unwrap(api.POST("/api/v1/dunning-message-preview", { params: { query: { company } }, body: asked })),
    enabled: asked.title.trim() !== "" && asked.body.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}
