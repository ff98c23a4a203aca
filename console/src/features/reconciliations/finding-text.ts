import type { Finding, Money } from "@/api/types";
import { m } from "@/app/messages";
import type { FindingKind } from "@/app/searches";
import { providerName } from "@/features/payments/provider-name";
import { isZero } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";

const r = m.reconciliations;
const says = r.says;

type Told = Pick<Finding, "provider" | "ours" | "theirs" | "our_reference"> & { kind: FindingKind };

/** What differs, in one sentence. Amounts are signed as movements on our account; where words say the direction they have no sign. */
export function findingText(finding: Told, locale: string): string {
  const { kind, ours, theirs } = finding;
  const at = providerName(finding.provider);
  const signed = (money: Money | null) => (money ? formatMoney(money.amount, money.currency, locale) : says.money);
  const size = (money: Money | null) => signed(money && { ...money, amount: money.amount.replace(/^-/, "") });
  const both = (say: typeof says.otherwise, show = signed) => say(at, show(ours), show(theirs));
  switch (kind) {
    case "charge_not_ours":
      return ours ? both(says.otherwise) : says.charge(at, size(theirs));
    case "refund_not_ours":
      return ours ? both(says.otherwise) : says.refund(at, size(theirs));
    case "dispute_not_ours":
      return ours ? both(says.otherwise) : says.dispute(at, size(theirs));
    case "fee_not_ours":
      return says.own(at, signed(theirs));
    case "moved_otherwise":
      return says.accord(at, signed(theirs));
    case "not_at_provider":
      return says.missing(at, signed(ours));
    case "other_amount":
    case "other_currency":
      return isFee(finding) ? both(says.fee_otherwise, size) : both(says.otherwise);
    case "duplicate_charge":
      return says.twice(at, size(theirs));
    case "payout_differs":
      return says.payout(size(theirs), size(ours));
    case "not_settled":
      return says.not_settled(at, size(theirs));
    case "fee_not_booked":
      return says.fee(at, size(theirs));
    case "ledger_differs":
      return isStray(finding) ? says.stray(at, signed(ours)) : both(says.ledger);
  }
}

const ID = /\b[a-z]{3}_[0-9a-z]{26}\b/;

/** The payment, refund or dispute that a reference names, with or without what of it is meant. */
export const idIn = (reference: string): string | undefined => ID.exec(reference)?.[0];

const isFee = ({ our_reference }: Pick<Told, "our_reference">): boolean => our_reference.endsWith(":fee");

/** A posting that no document of ours is behind. */
const isStray = ({ theirs }: Pick<Told, "theirs">): boolean => theirs !== null && isZero(theirs.amount);

/** `note` where there is no amount. */
export type Side = { label: string; amount: Money | null; note?: string };

/** What each of the three sides says. The ledger is held against the other two only where these agree. */
export function sidesOf(finding: Told): Side[] {
  const { kind, ours, theirs } = finding;
  const provider = providerName(finding.provider);
  if (kind === "payout_differs") {
    return [side(r.left, theirs, r.unknown), side(r.held, ours, r.unknown)];
  }
  if (kind === "ledger_differs") {
    const stray = isStray(finding);
    return [
      side(r.documents, stray ? null : theirs, r.nothing),
      side(r.ledger, ours, r.nothing),
      side(provider, stray ? null : theirs, r.nothing),
    ];
  }
  const missingThere = kind === "not_at_provider";
  return [
    side(r.documents, kind === "not_settled" ? theirs : ours, r.nothing),
    side(r.ledger, null, r.ledger_later),
    side(provider, theirs, missingThere ? r.nothing : r.unknown),
  ];
}

const side = (label: string, amount: Money | null, note: string): Side =>
  amount ? { label, amount } : { label, amount, note };
