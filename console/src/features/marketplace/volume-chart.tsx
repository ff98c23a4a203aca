import { useMemo, useState } from "react";
import { m } from "@/app/messages";
import { Chart } from "@/ui/chart";
import type { Series } from "@/ui/chart-options";
import { forPixels } from "@/ui/decimal";
import { SelectField } from "@/ui/field";
import { formatMoney, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import type { Model, Offer } from "./price-draft";
import { unitPrice, type Quoted, type QuoteLine } from "./price-quote";

const SHOWN = ["total", "each"] as const;
type Shown = (typeof SHOWN)[number];
const OPTIONS = SHOWN.map((value) => ({ value, label: m.pricing.shown[value] }));

type Props = { offer: Offer; model: Model; volumes: string[]; points: Quoted["points"] };

/** Draft and price in force over a range of volumes: where tiers and packages make a price jump, it is seen. */
export function VolumeChart({ offer, model, volumes, points }: Props) {
  const { locale } = useLocale();
  const [shown, setShown] = useState<Shown>("total");
  const unit = model === "call" ? "second" : offer.unit || m.pricing.a_unit;
  const title = m.pricing.by_volume(m.unit(unit, ""));
  const labels = useMemo(() => volumes.map((volume) => formatQuantity(volume, locale)), [volumes, locale]);
  const series = useMemo(() => {
    const amount = (line: QuoteLine, index: number) =>
      shown === "total" ? line.amount : unitPrice(line, volumes[index] ?? "1");
    const line = (label: string, lines: QuoteLine[], look: Pick<Series, "color" | "kind">): Series => {
      const amounts = lines.map(amount);
      const texts = amounts.map((one) => formatMoney(one, offer.currency, locale));
      return { label, heights: amounts.map(forPixels), texts, ...look };
    };
    const drafted = points.map((point) => point.drafted);
    const inForce = points.flatMap((point) => point.inForce ?? []);
    const typed = line(m.pricing.this_draft, drafted, { color: "--chart-1", kind: "area" });
    if (!offer.inForce || inForce.length < drafted.length) return [typed];
    return [line(m.pricing.in_force(offer.inForce.version), inForce, { color: "--chart-2", kind: "line" }), typed];
  }, [points, shown, volumes, offer, locale]);
  return (
    <section aria-labelledby="by-volume">
      <div className="mb-2 flex items-center gap-3">
        <h3 id="by-volume" className="flex-1 text-base font-semibold">
          {title}
        </h3>
        <SelectField
          label={m.pricing.by_volume_shown}
          hideLabel
          value={shown}
          onChange={(event) => setShown(event.target.value as Shown)}
          options={OPTIONS}
        />
      </div>
      <Chart caption={title} days={volumes} labels={labels} series={series} height={160} />
    </section>
  );
}
