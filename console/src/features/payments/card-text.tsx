import { m } from "@/app/messages";
import { Nothing } from "@/ui/money";

type Card = { brand: string; last4: string } | null;

/** A card by its brand and last digits; what is no card, by its name. */
export function CardText({ method }: { method: Card }) {
  if (!method) return <Nothing />;
  if (!method.last4) return <span className="whitespace-nowrap">{brandName(method.brand)}</span>;
  return (
    <span className="nums whitespace-nowrap">
      {brandName(method.brand)} <span aria-hidden>•••• </span>
      <span className="sr-only">{m.payments.ending_in} </span>
      {method.last4}
    </span>
  );
}

const BRANDS: Record<string, string> = {
  amex: "American Express",
  unionpay: "UnionPay",
  jcb: "JCB",
};

/** Brands come as one lower-case word; kinds of method that are no card have their names already. */
export function brandName(brand: string): string {
  return BRANDS[brand] ?? m.methods.kinds[brand] ?? brand.charAt(0).toUpperCase() + brand.slice(1).replaceAll("_", " ");
}

/** The same as one text, for the names of buttons. */
export const cardName = ({ brand, last4 }: NonNullable<Card>): string =>
  last4 ? `${brandName(brand)} ${m.payments.ending_in} ${last4}` : brandName(brand);
