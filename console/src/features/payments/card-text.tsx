import { m } from "@/app/messages";
import { Nothing } from "@/ui/money";

type Card = { brand: string; last4: string } | null;

export function CardText({ method }: { method: Card }) {
  if (!method) return <Nothing />;
  return (
    <span className="nums whitespace-nowrap">
      <span className="capitalize">{method.brand}</span> <span aria-hidden>•••• </span>
      <span className="sr-only">{m.payments.ending_in} </span>
      {method.last4}
    </span>
  );
}
