/**
 * An invoice in instalments, as the operator agrees on it and its company pays it early: the parts are previewed while one types, what
 * cannot be is refused at its field, and what becomes of the plan is shown live.
 * Needs a running demo and changes it: `BASE_URL=http://127.0.0.1:8000 node e2e/instalments.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { newCompany, send, signInAs, triedInvoice } from "./people.ts";

const dialogOf = (page: Page) => page.getByRole("dialog");
const DAY_MILLISECONDS = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MILLISECONDS).toISOString().slice(0, 10);

async function agree(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pay in instalments" }).click();
  const preview = dialogOf(page).getByRole("region", { name: "What will be due" });
  await preview.locator("li").nth(2).waitFor();
  await dialogOf(page).getByLabel("Equal parts").fill("99");
  await dialogOf(page).locator("[aria-invalid=true]").waitFor();
  assert.equal(await dialogOf(page).getByRole("button", { name: "Pay in instalments" }).isDisabled(), true);
  await dialogOf(page).getByLabel("Equal parts").fill("4");
  await dialogOf(page).getByLabel("First part on").fill(dayFromNow(-3));
  await dialogOf(page).getByText("No part may be due before today.").waitFor();
  await dialogOf(page).getByLabel("First part on").fill(dayFromNow(10));
  await preview.locator("li").nth(3).waitFor();
  // 119.00 in four: the preview comes to what is owed, to the cent.
  await preview.getByRole("status").locator("[data-amount='119.00']").waitFor();
  await dialogOf(page).getByRole("button", { name: "Agree on 4 parts" }).click();
  await page.waitForURL(/\/instalment-plans\/ipl_/);
}

async function readPlan(page: Page): Promise<void> {
  await page.locator("main header").getByText("Active", { exact: true }).waitFor();
  const amounts = await page
    .locator("tbody tr td:last-child [data-amount]")
    .evaluateAll((all) => all.map((one) => one.getAttribute("data-amount")));
  assert.deepEqual(amounts, ["29.75", "29.75", "29.75", "29.75"]);
  assert.equal(await page.locator("tbody").getByText("Upcoming", { exact: true }).count(), 4);
}

/** While the plan is active the invoice asks for its next part, and not for all of it. */
async function readInvoice(page: Page, invoice: string): Promise<void> {
  await page.goto(`${BASE_URL}/invoices/${invoice}`);
  await page.getByRole("button", { name: /^Pay part 1: .*29\.75/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Pay in instalments" }).count(), 0, "a second plan is offered");
  await page.getByRole("link", { name: "4 parts" }).click();
  await page.waitForURL(/\/instalment-plans\/ipl_/);
}

async function payEarly(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));
  await page.getByRole("button", { name: /^Pay all .*119\.00/ }).click();
  await dialogOf(page)
    .getByText(/^Mastercard/)
    .first()
    .click();
  await dialogOf(page)
    .getByRole("button", { name: /^Pay all / })
    .click();
  await page.locator("main header").getByText("Settled early", { exact: true }).waitFor();
  await page.getByText("All that was left was paid at once, before its days.").waitFor();
  assert.equal(
    await page.getByRole("button", { name: /^(Pay all|End plan)/ }).count(),
    0,
    "a plan that ended is changed",
  );
  assert.equal(await page.evaluate(() => Reflect.get(globalThis, "notReloaded")), true, "the page was reloaded");
}

async function findInList(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/instalment-plans?company=${company}&state=settled`);
  await page.locator("tbody tr", { hasText: "€119.00 of €119.00" }).waitFor();
  await page.getByLabel("State").selectOption("active");
  await page.getByText("Nothing matches").waitFor();
}

async function endPlan(page: Page, invoice: string): Promise<void> {
  await page.goto(`${BASE_URL}/invoices/${invoice}`);
  await page.getByRole("button", { name: "Pay in instalments" }).click();
  await dialogOf(page).getByLabel("First part on").fill(dayFromNow(20));
  await dialogOf(page).getByRole("button", { name: "Agree on 3 parts" }).click();
  await page.getByRole("button", { name: "End plan" }).click();
  await dialogOf(page).getByRole("button", { name: "End plan" }).click();
  await page.locator("main header").getByText("Canceled", { exact: true }).waitFor();
  assert.equal(await page.locator("tbody").getByText("Released", { exact: true }).count(), 3);
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  const [company, invoice, other] = await step("have invoices that are not paid", async () => {
    const id = await newCompany(page, "Parts Ltd", "pm_card_chargeDeclinedInsufficientFunds");
    const owed = [await triedInvoice(page, id, "100.00"), await triedInvoice(page, id, "30.00")] as const;
    await send(page, `payment-methods?company=${id}`, {
      provider: "stripe",
      token: "pm_card_mastercard",
      make_default: false,
    });
    return [id, ...owed] as const;
  });
  await step("agree on parts", async () => {
    await page.goto(`${BASE_URL}/invoices/${invoice}`);
    await agree(page);
  });
  await step("read the plan", () => readPlan(page));
  await step("read its invoice", () => readInvoice(page, invoice));
  await step("pay all that is left, early", () => payEarly(page));
  await step("find it in the list", () => findInList(page, company));
  await step("agree on another, and end it", () => endPlan(page, other));
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("The journey of instalments is complete.");
} finally {
  await browser.close();
}
