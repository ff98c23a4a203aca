import { addressOf } from "@/app/ids";

export type Part = { said: string; address: string | undefined };

const PAYMENT_ID = /(pay_[0-9a-z]{26})/;

/** A sentence cut at the payments it names. */
export function splitIds(text: string): Part[] {
  const parts = text.split(PAYMENT_ID).filter((part) => part !== "");
  return parts.map((said) => ({ said, address: PAYMENT_ID.test(said) ? addressOf(said) : undefined }));
}
