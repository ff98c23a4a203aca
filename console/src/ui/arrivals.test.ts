import { expect, it } from "vitest";
import { arrivalsBetween } from "./arrivals";

it("rows that joined a known list have arrived", () => {
  expect(arrivalsBetween(new Set(["a", "b"]), ["c", "a", "b"])).toEqual(["c"]);
});

it("another page is not news", () => {
  expect(arrivalsBetween(new Set(["a", "b"]), ["x", "y"])).toEqual([]);
});

it("the first page is not news either", () => {
  expect(arrivalsBetween(null, ["a"])).toEqual([]);
  expect(arrivalsBetween(new Set(), ["a"])).toEqual([]);
});
