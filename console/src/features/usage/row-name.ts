import type { UsageReportRow } from "@/api/types";
import { m } from "@/app/messages";
import { formatDay } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import type { GroupBy } from "./report-rows";

/** How a row of a report is called: a name where there is one, a day in the reader's writing, and a word for what has none. */
export function useRowName(groupBy: GroupBy): (row: UsageReportRow) => string {
  const { locale } = useLocale();
  return ({ key, label }) => {
    if (groupBy === "agent" && !key) return m.usage.no_agent;
    if (!key) return m.usage.unsubscribed;
    return groupBy === "day" ? formatDay(key, locale) : (label ?? key);
  };
}
