import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { rateField, ratesFrom, rowsOf, withRow } from "./tax-rates";

function told(...rows: [string, string][]): FormData {
  const form = new FormData();
  for (const [code, rate] of rows) {
    form.append("tax_code", code);
    form.append("tax_code_rate", rate);
  }
  return form;
}

function refusal(form: FormData): unknown {
  try {
    return ratesFrom(form);
  } catch (error) {
    return error;
  }
}

describe("rates by tax code", () => {
  it("are read row by row, and are none without a row", () => {
    expect(ratesFrom(told(["telecom", "0.19"], [" books ", "0.07"]))).toEqual({ telecom: "0.19", books: "0.07" });
    expect(ratesFrom(told())).toEqual({});
  });

  it("are refused where a code has two, at that code", () => {
    const error = refusal(told(["telecom", "0.19"], ["telecom", "0.07"]));
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).for(rateField("telecom"))).toContain("telecom");
  });

  it("are found in the server's pointers, whatever the code holds", () => {
    const problem = new Problem(422, { errors: [{ pointer: "/billing_profile/tax_rates/a~1b~0c", detail: "No." }] });
    expect(problem.for(rateField("a/b~c"))).toBe("No.");
  });

  it("get further rows with a key of their own", () => {
    const rows = withRow(rowsOf({ telecom: "0.19", books: "0.07" }));
    expect(rows.map((row) => row.key)).toEqual([0, 1, 2]);
    expect(withRow(rows.slice(2)).map((row) => row.key)).toEqual([2, 3]);
    expect(rowsOf(undefined)).toEqual([]);
  });
});
