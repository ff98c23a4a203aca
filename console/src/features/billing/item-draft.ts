import type { paths } from "@/api/schema";
import { currencyDigits } from "@/ui/currency-digits";
import { addDecimals, compareDecimals, dividedDecimals, isNegative, multiplyDecimals } from "@/ui/decimal";

export type ItemBody = paths["/api/v1/invoices"]["post"]["requestBody"]["content"]["application/json"]["items"][number];

/** A one-off line as it is typed. Everything is text: an amount never becomes a binary float on its way to the server. */
export type ItemDraft = {
  description: string;
  quantity: string;
  unit: string;
  unit_amount: string;
  tax_percent: string;
  module_id: string;
};

export const BLANK: ItemDraft = {
  description: "",
  quantity: "1",
  unit: "",
  unit_amount: "",
  tax_percent: "",
  module_id: "",
};

/** As the server takes them. */
export const ITEMS_MAX = 50;
export const QUANTITY = "\\d{1,12}(\\.\\d{1,6})?";
export const UNIT_AMOUNT = "-?\\d{1,12}(\\.\\d{1,12})?";
export const PERCENT = "\\d{1,2}(\\.\\d{1,4})?";

const RATE_DIGITS = 6;
const whole = (pattern: string) => new RegExp(`^${pattern}$`);
const [IS_QUANTITY, IS_UNIT_AMOUNT] = [whole(QUANTITY), whole(UNIT_AMOUNT)];

export function itemBody({ tax_percent: percent, module_id: module, ...said }: ItemDraft): ItemBody {
  return {
    ...said,
    tax_rate: percent === "" ? null : dividedDecimals(percent, "100", RATE_DIGITS),
    module_id: module === "" ? null : module,
  };
}

/** What the line comes to, rounded once like the server does it; null while it is not fully typed. */
export function amountOf({ quantity, unit_amount: each }: ItemDraft, currency: string): string | null {
  if (!IS_QUANTITY.test(quantity) || !IS_UNIT_AMOUNT.test(each)) return null;
  return dividedDecimals(multiplyDecimals(quantity, each), "1", currencyDigits(currency));
}

/** All of them together, or null while one is not fully typed. */
export function sumOf(drafts: readonly ItemDraft[], currency: string): string | null {
  const amounts = drafts.map((draft) => amountOf(draft, currency));
  return amounts.reduce((sum, amount) => (sum === null || amount === null ? null : addDecimals(sum, amount)), "0");
}

export const isDiscount = ({ unit_amount: each }: Pick<ItemDraft, "unit_amount">): boolean =>
  IS_UNIT_AMOUNT.test(each) && isNegative(each);

export const isBelowZero = (sum: string | null): boolean => sum !== null && compareDecimals(sum, "0") < 0;

/** Three letters, fully typed: shorter ones the browser cannot format. */
export const isCurrency = (text: string): boolean => /^[A-Z]{3}$/.test(text);
