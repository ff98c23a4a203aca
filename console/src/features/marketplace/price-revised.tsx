import { CircleCheck } from "lucide-react";
import type { Module, Price } from "@/api/types";
import { m } from "@/app/messages";
import { ButtonLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { useLocale } from "@/ui/locale";
import { Time } from "@/ui/time";
import { aggregationText } from "./aggregation-text";
import { adjustmentsText } from "./adjustments-text";
import { priceText } from "./price-text";
import { TermsTable } from "./terms-table";

/** The version that was made, as the server answered. */
export function PriceRevised({ module, price }: { module: Module; price: Price }) {
  const { locale } = useLocale();
  return (
    <Card className="max-w-2xl">
      <div className="flex flex-col gap-4">
        <p role="status" className="text-good flex items-center gap-2 text-base font-semibold">
          <CircleCheck aria-hidden className="size-5" />
          {m.pricing.revised(price.version)}
        </p>
        {price.correction === null ? null : <p className="text-ink-2 text-sm">{m.pricing.corrected}</p>}
        <Details>
          <Detail label={m.pricing.price}>
            {[priceText(price, locale), aggregationText(price), adjustmentsText(price, locale)]
              .filter(Boolean)
              .join(" · ")}
          </Detail>
          <Detail label={m.pricing.effective}>
            <Time at={price.effective_from} named />
          </Detail>
          {price.correction === null ? null : <Detail label={m.calls.reason}>{price.correction}</Detail>}
          <Detail label={m.fields.id}>
            <CopyableId id={price.id} />
          </Detail>
        </Details>
        <TermsTable price={price} />
        <div>
          <ButtonLink to="/marketplace/$moduleId" params={{ moduleId: module.id }}>
            {m.pricing.back(module.name)}
          </ButtonLink>
        </div>
      </div>
    </Card>
  );
}
