import { describe, expect, it } from "vitest";
import { accountName, eventName } from "./account-name";

describe("an account", () => {
  it("is named for what it is for, and cash for where it is", () => {
    expect(accountName("receivable")).toBe("Receivable");
    expect(accountName("cash:stripe")).toBe("Cash at Stripe");
    expect(accountName("cash:manual")).toBe("Cash by hand");
  });

  it("that is newer than this console is shown as it is written", () => {
    expect(accountName("goodwill")).toBe("goodwill");
    expect(accountName("cash:adyen")).toBe("Cash at adyen");
    expect(eventName("sun_risen")).toBe("sun risen");
  });
});
