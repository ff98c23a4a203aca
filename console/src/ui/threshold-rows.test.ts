import { expect, it } from "vitest";
import { thresholdRowsOf, thresholdsIn, withThreshold } from "./threshold-rows";

it("thresholds are sent as they were read, their currencies in capitals", () => {
  const read = [{ currency: "EUR", amount: "500.00" }];
  expect(thresholdsIn(thresholdRowsOf(read))).toEqual(read);
  expect(thresholdsIn([{ key: 0, currency: "usd", amount: "1" }])).toEqual([{ currency: "USD", amount: "1" }]);
});

it("there is one amount per currency: a second one asks for its currency", () => {
  const one = withThreshold([], "EUR");
  expect(one).toEqual([{ key: 0, currency: "EUR", amount: "" }]);
  expect(withThreshold(one, "EUR")[1]).toEqual({ key: 1, currency: "", amount: "" });
});

it("a row has a key that no other has, whichever was removed", () => {
  expect(withThreshold([{ key: 4, currency: "EUR", amount: "1" }]).map((row) => row.key)).toEqual([4, 5]);
});
