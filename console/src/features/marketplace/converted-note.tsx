import { useQuery } from "@tanstack/react-query";
import { m } from "@/app/messages";
import { formatDayOf, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { priceConversionsQuery } from "./data";

/** Where a price comes from, if it was converted. Asked once for all prices of the plan. */
export function ConvertedNote({ planId, priceId }: { planId: string; priceId: string }) {
  const { locale } = useLocale();
  const { data } = useQuery(priceConversionsQuery(planId));
  const found = data?.items.find((one) => one.price_id === priceId);
  if (!found) return null;
  const day = formatDayOf(found.as_of, "UTC", locale);
  return (
    <p className="text-ink-3 mt-1 text-xs">
      {m.price_lists.converted(found.from, formatQuantity(found.rate, locale), found.source_name, day)}
    </p>
  );
}
