import { m } from "@/app/messages";

/** What a bank suspects of a card is not for whoever holds it: they are told of a decline without a reason. */
const SUSPICIONS = new Set(["fraudulent", "lost_card", "merchant_blacklist", "pickup_card", "stolen_card"]);

export function tellable(code: string | null, toOperator: boolean): string | null {
  return code !== null && !toOperator && SUSPICIONS.has(code) ? "generic_decline" : code;
}

/** A decline code in words; one that is not known here, as it is. */
export const declineText = (code: string): string => m.decline_codes[code] ?? code.replaceAll("_", " ");
