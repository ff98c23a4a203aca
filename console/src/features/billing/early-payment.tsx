import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { companyQuery } from "@/features/companies/data";
import { formatDayOf, formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { offerAt, type EarlyOffer } from "./early-offer";

/** What settles the invoice if it is paid now, by the clock of its company; a test company has its own. */
export function useEarlyOffer(invoice: InvoiceDetail): EarlyOffer | null {
  const [opened] = useState(Date.now);
  const company = useQuery({ ...companyQuery(invoice.company_id), enabled: invoice.early_payment !== null });
  if (company.isPending) return null;
  return offerAt(invoice.early_payment, company.data?.test_clock?.now ?? opened);
}

/** What paying early saves, where that was agreed and there is still time. */
export function EarlyPayment({ invoice }: { invoice: InvoiceDetail }) {
  const offer = useEarlyOffer(invoice);
  const zone = useQuery({ ...companyQuery(invoice.company_id), enabled: offer !== null }).data?.zone;
  return offer ? <OfferText offer={offer} payable={invoice.payable} zone={zone} /> : null;
}

type Props = { offer: EarlyOffer; payable: InvoiceDetail["payable"]; zone: string | undefined };

/** The last day is one of the company's calendar, whoever reads it. */
export function OfferText({ offer, payable, zone }: Props) {
  const reader = useLocale();
  const money = ({ amount, currency }: typeof payable) => formatMoney(amount, currency, reader.locale);
  const day = formatDayOf(offer.until, zone ?? reader.zone, reader.locale);
  return (
    <p className="bg-good-soft text-good mt-4 rounded-md px-3 py-2 text-sm">
      {m.terms.pay_until(day, money(offer.amount), money(payable))}
    </p>
  );
}
