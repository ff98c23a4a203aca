import type { InvoiceDetail } from "@/api/types";

export type EarlyOffer = NonNullable<InvoiceDetail["early_payment"]>;

/** The offer as long as it holds: its last second is still in time. */
export function offerAt(offer: EarlyOffer | null, now: string | number): EarlyOffer | null {
  if (!offer || new Date(now).getTime() > new Date(offer.until).getTime()) return null;
  return offer;
}
