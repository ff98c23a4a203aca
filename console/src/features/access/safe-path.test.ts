import { expect, it } from "vitest";
import { safePath } from "./safe-path";

it("follows a path of this console after signing in", () => {
  expect(safePath("/invoices?state=paid")).toBe("/invoices?state=paid");
});

it("never leaves the console", () => {
  for (const evil of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", undefined]) {
    expect(safePath(evil)).toBe("/");
  }
});
