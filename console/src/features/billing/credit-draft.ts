import type { paths } from "@/api/schema";
import type { Creditable, InvoiceDetail } from "@/api/types";
import { compareDecimals, isZero } from "@/ui/decimal";

type Body = paths["/api/v1/invoices/{invoice_id}/credit-notes"]["post"]["requestBody"]["content"]["application/json"];
export type Wish = { line: string; amount: string; reason: Body["reason"]; memo: string };

/** The choice of no line: all that is left of the invoice. */
export const REST = "rest";

export type LineLeft = { id: string; description: string; amount: string };

/** The lines of which something is left, in the order of the invoice. */
export function linesLeft({ lines }: Pick<InvoiceDetail, "lines">, left: Creditable): LineLeft[] {
  const amounts = new Map(left.lines.map((line) => [line.invoice_line_id, line.amount.amount]));
  return lines.flatMap(({ id, description }) => {
    const amount = amounts.get(id);
    return amount === undefined ? [] : [{ id, description, amount }];
  });
}

export const isCreditable = ({ total }: Creditable): boolean => !isZero(total.amount);

/** Of a line an amount, or, left empty, all that it has; otherwise the whole rest, named so that no more is credited than was seen. */
export function creditBody({ line, amount, reason, memo }: Wish, left: Creditable): Body {
  if (line === REST) return { amount: left.total.amount, reason, memo };
  return { lines: [{ invoice_line_id: line, ...(amount ? { amount } : {}) }], reason, memo };
}

export const exceeds = (amount: string, line: LineLeft | undefined): boolean =>
  line !== undefined && /^\d+(\.\d+)?$/.test(amount) && compareDecimals(amount, line.amount) > 0;
