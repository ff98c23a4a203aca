import { describe, expect, it } from "vitest";
import { declineText, tellable } from "./decline-text";

describe("why a card was declined", () => {
  it("is said in words, and by its code where there are none", () => {
    expect(declineText("insufficient_funds")).toBe("Not enough money");
    expect(declineText("moon_in_retrograde")).toBe("moon in retrograde");
  });

  it("is not told to its holder where the bank suspects them", () => {
    expect(tellable("stolen_card", false)).toBe("generic_decline");
    expect(tellable("stolen_card", true)).toBe("stolen_card");
    expect(tellable("expired_card", false)).toBe("expired_card");
    expect(tellable(null, false)).toBeNull();
  });
});
