import { describe, expect, it } from "vitest";
import { FINDING_KINDS } from "@/app/searches";
import { findingText, idIn, sidesOf } from "./finding-text";

const eur = (amount: string) => ({ amount, currency: "EUR" });
const PAYMENT = "pay_01kk0000000000000000000000";
const told = {
  kind: "refund_not_ours",
  provider: "stripe",
  ours: null,
  theirs: eur("-5.00"),
  our_reference: "",
} as const;

describe("a finding", () => {
  it("is said in a sentence whose words have the direction", () => {
    expect(findingText(told, "en")).toBe("Stripe has given €5.00 back, and our books do not have it.");
    expect(findingText({ ...told, kind: "other_amount", ours: eur("10"), theirs: eur("9") }, "en")).toBe(
      "It moved €10.00 by our books and €9.00 by those of Stripe.",
    );
    const fee = { kind: "other_amount", ours: eur("-0.50"), theirs: eur("-0.55") } as const;
    expect(findingText({ ...told, ...fee, our_reference: `${PAYMENT}:fee` }, "en")).toBe(
      "The fee is €0.50 by our books, and €0.55 by those of Stripe.",
    );
  });

  it("of something that both have is said with both amounts", () => {
    expect(findingText({ ...told, ours: eur("-5"), theirs: eur("0") }, "en")).toBe(
      "It moved -€5.00 by our books and €0.00 by those of Stripe.",
    );
  });

  it("of every kind has a sentence, also where no amount is known", () => {
    const sentences = FINDING_KINDS.map((kind) => findingText({ ...told, kind, theirs: null }, "en"));
    expect(sentences.every((sentence) => sentence.endsWith("."))).toBe(true);
  });

  it("names three sides, and the ledger's own word where that differs", () => {
    const ledger = {
      ...told,
      kind: "ledger_differs",
      ours: eur("8"),
      theirs: eur("10"),
      our_reference: PAYMENT,
    } as const;
    expect(sidesOf(ledger).map((side) => side.amount?.amount)).toEqual(["10", "8", "10"]);
    expect(sidesOf({ ...ledger, theirs: eur("0.00") }).map((side) => side.amount?.amount)).toEqual([
      undefined,
      "8",
      undefined,
    ]);
    expect(sidesOf(told).map((side) => side.amount?.amount ?? side.note)).toEqual([
      "Has nothing of it.",
      "Compared once the other two agree.",
      "-5.00",
    ]);
  });

  it("leads to the document behind a reference", () => {
    expect(idIn(`${PAYMENT}:fee`)).toBe(PAYMENT);
    expect(idIn(PAYMENT)).toBe(PAYMENT);
    expect(idIn("pi_123")).toBeUndefined();
  });
});
