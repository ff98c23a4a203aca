import { describe, expect, it } from "vitest";
import { splitIds } from "./split-ids";

const ID = "pay_01m7gcq4g0f429ezghm4qgy523";

describe("what came of a notice", () => {
  it("leads to the payment that it names", () => {
    expect(splitIds(`Attempt 2 of ${ID} was declined already.`)).toEqual([
      { said: "Attempt 2 of ", address: undefined },
      { said: ID, address: `/payments/${ID}` },
      { said: " was declined already.", address: undefined },
    ]);
    expect(splitIds(`${ID} is succeeded.`)[0]).toEqual({ said: ID, address: `/payments/${ID}` });
  });

  it("leaves all other words as they are", () => {
    expect(splitIds("pay_1 and pi_72d2 are not ours.")).toEqual([
      { said: "pay_1 and pi_72d2 are not ours.", address: undefined },
    ]);
    expect(splitIds("")).toEqual([]);
  });
});
