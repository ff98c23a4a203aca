import { describe, expect, it } from "vitest";
import { brandName, cardName } from "./card-text";

describe("a method", () => {
  it("that is a card is named for its brand and last digits", () => {
    expect(cardName({ brand: "visa", last4: "4242" })).toBe("Visa ending in 4242");
    expect(cardName({ brand: "amex", last4: "0005" })).toBe("American Express ending in 0005");
  });

  it("that is none is named for what it is", () => {
    expect(cardName({ brand: "paypal", last4: "" })).toBe("PayPal account");
    expect(brandName("sepa_debit")).toBe("SEPA debit");
    expect(brandName("new_kind")).toBe("New kind");
  });
});
