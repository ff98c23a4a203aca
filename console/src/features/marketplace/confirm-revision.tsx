import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Detail, Details } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { useLocale } from "@/ui/locale";
import { Time } from "@/ui/time";
import { isPlain } from "./aggregation-draft";
import { aggregationText } from "./aggregation-text";
import { adjustmentsText } from "./adjustments-text";
import { CorrectionWarning } from "./correction-fields";
import { CorrectionPreview } from "./correction-preview";
import type { Adjustments, Terms } from "./price-draft";
import { priceText } from "./price-text";
import { TermsTable } from "./terms-table";

type Props = {
  price: Price;
  terms: Terms;
  adjustments: Adjustments;
  aggregation: Price["aggregation"];
  since: string | null;
  /** Why it takes the place of the versions before it; null for a revision. */
  reason: string | null;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** The last question: what changes and from when, and what stays as it was. */
export function ConfirmRevision({ price, terms, adjustments, aggregation, since, reason, ...rest }: Props) {
  const { busy, onConfirm, onClose } = rest;
  const counted = isPlain(aggregation) ? null : aggregation;
  const after: Price = { ...price, terms, model: terms.model, adjustments, aggregation: counted };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look={reason === null ? "primary" : "danger"} busy={busy} onClick={onConfirm}>
        {reason === null ? m.pricing.confirm : m.pricing.confirm_correction}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={m.pricing.confirm_title(price.version + 1)} footer={footer} wide>
      <Details>
        <Detail label={m.pricing.in_force(price.version)}>
          <WhatItCosts price={price} />
        </Detail>
        <Detail label={m.pricing.version(price.version + 1)}>
          <WhatItCosts price={after} />
        </Detail>
        <Detail label={m.pricing.effective}>{since ? <Time at={since} named /> : m.pricing.now}</Detail>
        {reason === null ? null : <Detail label={m.calls.reason}>{reason}</Detail>}
      </Details>
      {reason === null ? <WhatStays version={price.version} /> : <WhatItDoes />}
      {reason !== null && since !== null ? (
        <CorrectionPreview
          priceId={price.id}
          body={{ terms, adjustments, aggregation, corrects_from: since, reason }}
        />
      ) : null}
    </Dialog>
  );
}

function WhatStays({ version }: { version: number }) {
  return (
    <>
      <h3 className="mt-4 mb-1 text-sm font-semibold">{m.pricing.stays}</h3>
      <ul className="text-ink-2 list-disc ps-5 text-sm">
        {m.pricing.stays_list(version).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}

function WhatItDoes() {
  return (
    <>
      <h3 className="mt-4 mb-2 text-sm font-semibold">{m.pricing.correction_title}</h3>
      <CorrectionWarning />
    </>
  );
}

function WhatItCosts({ price }: { price: Price }) {
  const { locale } = useLocale();
  return (
    <>
      {priceText(price, locale)}
      <span className="text-ink-2 block">{aggregationText(price)}</span>
      <span className="text-ink-2 block">{adjustmentsText(price, locale)}</span>
      <TermsTable price={price} />
    </>
  );
}
