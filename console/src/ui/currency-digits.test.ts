import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { currencyDigits } from "./currency-digits";

/** The server's own list: `_NO_DIGITS`, `_TWO_DIGITS` and `_THREE_DIGITS`. */
function codesOf(name: string): string[] {
  const source = readFileSync("../src/trunkline/kernel/money.py", "utf8");
  const said = new RegExp(`^_${name}_DIGITS = (\\([^)]*\\)|".*")$`, "m").exec(source)?.[1] ?? "";
  return said.match(/[A-Z]{3}/g) ?? [];
}

it.each([
  ["NO", 0],
  ["TWO", 2],
  ["THREE", 3],
] as const)("currencies of %s digits are those of the server", (name, digits) => {
  const codes = codesOf(name);
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => currencyDigits(code) !== digits)).toEqual([]);
});
