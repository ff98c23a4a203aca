import { describe, expect, it } from "vitest";
import { briefRate, signedPercent, splitRate } from "./rate-text";

describe("a rate", () => {
  it("has its first six digits loud and the others quiet, none of them lost", () => {
    expect(splitRate("0.868658790827", "en")).toEqual({ loud: "0.868658", quiet: "790827" });
    expect(splitRate("1.175", "en")).toEqual({ loud: "1.175", quiet: "" });
    expect(splitRate("19628.3456789", "de")).toEqual({ loud: "19.628,34", quiet: "56789" });
    expect(splitRate("0.0000612345678901", "en")).toEqual({ loud: "0.0000612345", quiet: "678901" });
  });

  it("is brief in a column", () => {
    expect(briefRate("0.868658790827", "en")).toBe("0.868659");
    expect(briefRate("144.284225156", "de")).toBe("144,284");
  });

  it("moves by per cent, with its direction", () => {
    expect(signedPercent("1.23", "en")).toBe("+1.23%");
    expect(signedPercent("-6.32", "de")).toMatch(/^-6,32\s%$/);
    expect(signedPercent("0.00", "en")).toBe("0%");
  });
});
