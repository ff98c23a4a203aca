import { describe, expect, it } from "vitest";
import type { LedgerAccount } from "@/api/types";
import { sidesOf, trialBalances } from "./sides";

const money = (amount: string, currency = "EUR") => ({ amount, currency });
const account = (purpose: LedgerAccount["purpose"], amount: string, currency = "EUR"): LedgerAccount => ({
  account: purpose,
  purpose,
  provider: null,
  balance: money(amount, currency),
});

describe("an amount", () => {
  it("above zero is a debit, below a credit without its sign, and nothing is on neither side", () => {
    expect(sidesOf(money("1.75"))).toEqual({ debit: money("1.75"), credit: null });
    expect(sidesOf(money("-119.00"))).toEqual({ debit: null, credit: money("119.00") });
    expect(sidesOf(money("0.00"))).toEqual({ debit: null, credit: null });
  });
});

describe("a trial balance", () => {
  it("is one per currency, and both sides come to the same", () => {
    const accounts = [
      account("receivable", "119.00"),
      account("receivable", "300386", "JPY"),
      account("earnings", "-100.00"),
      account("earnings", "-300386", "JPY"),
      account("tax_payable", "-19.00"),
    ];
    const [euros, yen] = trialBalances(accounts);
    expect(euros).toMatchObject({ currency: "EUR", debit: "119.00", credit: "119.00", difference: "0.00" });
    expect(euros?.accounts).toHaveLength(3);
    expect(yen).toMatchObject({ currency: "JPY", debit: "300386", credit: "300386", difference: "0" });
  });

  it("that does not balance says by how much", () => {
    const [euros] = trialBalances([account("receivable", "119.00"), account("earnings", "-118.99")]);
    expect(euros).toMatchObject({ debit: "119.00", credit: "118.99", difference: "0.01" });
  });

  it("of no accounts is none", () => {
    expect(trialBalances([])).toEqual([]);
  });
});
