/**
 * Money that is not simply charged: an amount that is held, captured in part and released; payments that a provider collects by a schedule
 * of its own; money by hand that goes back by hand; and what a dunning case is about.
 * Needs a running demo and changes it: `BASE_URL=http://127.0.0.1:8000 node e2e/arranging.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { newCompany, send, signInAs, triedInvoice } from "./people.ts";

const dialogOf = (page: Page) => page.getByRole("dialog");
const card = (page: Page, title: string) =>
  page.locator("section", { has: page.getByRole("heading", { name: title, exact: true, level: 2 }) });
const header = (page: Page) => page.locator("main header").first();

/** The card that collects by itself is declined, so that the invoice is open; another one holds the amount. */
async function hold(page: Page, invoice: string): Promise<void> {
  await page.goto(`${BASE_URL}/invoices/${invoice}`);
  await page.getByRole("button", { name: /^Pay [^i]/ }).click();
  await dialogOf(page)
    .getByText(/^Mastercard/)
    .first()
    .click();
  await dialogOf(page).getByLabel("Hold the amount only").check();
  await dialogOf(page)
    .getByRole("button", { name: /^Hold .*\d/ })
    .click();
  await card(page, "Payments")
    .locator("li", { hasText: "Authorised" })
    .getByRole("link")
    .first()
    .click({ timeout: 30_000 });
  await page.waitForURL(/\/payments\/pay_/);
  await page.getByText(/^It is held until/).waitFor();
}

async function capturePart(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Capture", exact: true }).click();
  await dialogOf(page)
    .getByLabel(/^Amount in/)
    .fill("1000000");
  await dialogOf(page)
    .getByText(/^No more than/)
    .waitFor();
  await dialogOf(page)
    .getByLabel(/^Amount in/)
    .fill("19.00");
  await dialogOf(page)
    .getByRole("button", { name: /^Capture .*19\.00/ })
    .click();
  // No reload: what comes of it is told live.
  await header(page).getByText("Succeeded", { exact: true }).waitFor();
  await header(page)
    .getByRole("heading", { name: /19\.00/ })
    .waitFor();
  assert.equal(await page.getByRole("button", { name: "Capture", exact: true }).count(), 0);
}

async function release(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Release", exact: true }).click();
  await dialogOf(page).getByRole("button", { name: "Release", exact: true }).click();
  await header(page).getByText("Canceled", { exact: true }).waitFor();
}

async function arrangeByCard(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/payment-arrangements?company=${company}`);
  await page.getByRole("button", { name: "Arrange payments" }).first().click();
  await dialogOf(page)
    .getByText(/^Mastercard/)
    .first()
    .click();
  await dialogOf(page).getByLabel("Amount", { exact: true }).fill("25.00");
  await dialogOf(page).getByLabel("Ends after so many charges").fill("12");
  await dialogOf(page).getByRole("button", { name: "Arrange payments" }).click();
  await page.waitForURL(/\/payment-arrangements\/arr_/);
  await page.getByRole("heading", { name: /25\.00 every month/ }).waitFor();
  await header(page).getByText("Active", { exact: true }).waitFor({ timeout: 30_000 });
  await card(page, "Charges").locator("tbody tr").getByText("Paid", { exact: true }).waitFor({ timeout: 30_000 });
}

async function cancel(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cancel arrangement" }).click();
  await dialogOf(page).getByRole("button", { name: "Cancel arrangement" }).click();
  await header(page).getByText("Cancelled", { exact: true }).waitFor({ timeout: 30_000 });
  assert.equal(await page.getByRole("button", { name: "Cancel arrangement" }).count(), 0);
}

/** With PayPal the payer agrees on its page; the operator is shown where, to send it on. */
async function arrangeByApproval(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/payment-arrangements?company=${company}`);
  await page.getByRole("button", { name: "Arrange payments" }).first().click();
  await dialogOf(page).getByText("An account at PayPal").click();
  await dialogOf(page).getByLabel("Amount", { exact: true }).fill("10.00");
  await dialogOf(page).getByLabel("Interval").selectOption("year");
  assert.equal(await dialogOf(page).getByLabel("Every").isDisabled(), true, "every other year is offered");
  await dialogOf(page).getByRole("button", { name: "Arrange payments" }).click();
  await page.waitForURL(/\/payment-arrangements\/arr_/);
  await header(page).getByText("To be agreed to", { exact: true }).waitFor({ timeout: 30_000 });
  const link = page.getByRole("region", { name: "PayPal waits for the payer" }).getByRole("button");
  assert.match((await link.getAttribute("title")) ?? "", /\/simulator\/paypal\//, "the payer's link is not shown");
}

async function findInList(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/payment-arrangements?company=${company}&state=awaiting_approval`);
  await page.locator("tbody tr", { hasText: "every year" }).waitFor();
  await page.getByLabel("State").selectOption("past_due");
  await page.getByText("Nothing matches").waitFor();
}

async function giveBackByHand(page: Page, invoice: string): Promise<void> {
  await page.goto(`${BASE_URL}/invoices/${invoice}`);
  await page.getByRole("button", { name: "Record payment" }).click();
  // All of it: what is credited of an invoice that is open goes off what it asks for, and is nobody's to give back.
  await dialogOf(page).getByLabel("Reference").fill(`E2E-in-${Date.now()}`);
  await dialogOf(page).getByRole("button", { name: "Record payment" }).click();
  await page.getByRole("button", { name: /^Give back: receipt/ }).click();
  await dialogOf(page)
    .getByLabel(/^Amount in/)
    .fill("4.00");
  await dialogOf(page).getByLabel("Reference").fill(`E2E-out-${Date.now()}`);
  await dialogOf(page).getByRole("button", { name: "Record as given back" }).click();
  const back = page.getByRole("list", { name: /^Given back of receipt/ });
  await back.locator("[data-amount='4.00']").waitFor();
  await back.getByText(/E2E-out-/).waitFor();
}

async function readCase(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/dunning?standing=all`);
  await page.locator("tbody a").first().click();
  await page.waitForURL(/\/dunning\/dun_/);
  await page.getByRole("heading", { name: "Steps and messages" }).waitFor();
  await card(page, "Attempts to collect").waitFor();
  await card(page, "Invoices").locator("tbody a").first().click();
  await page.waitForURL(/\/invoices\/inv_/);
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  const [company, invoice, other, kept] = await step("have invoices that are not paid", async () => {
    const id = await newCompany(page, "Held Ltd", "pm_card_chargeDeclinedInsufficientFunds");
    const owed = [
      await triedInvoice(page, id, "100.00"),
      await triedInvoice(page, id, "30.00"),
      await triedInvoice(page, id, "20.00"),
    ] as const;
    const body = { provider: "stripe", token: "pm_card_mastercard", make_default: false };
    await send(page, `payment-methods?company=${id}`, body);
    return [id, ...owed] as const;
  });
  await step("have an amount held", () => hold(page, invoice));
  await step("capture a part of it", () => capturePart(page));
  await step("have another amount held", () => hold(page, other));
  await step("release it", () => release(page));
  await step("leave a third one held", () => hold(page, kept));
  await step("give money back that came by hand", () => giveBackByHand(page, other));
  await step("arrange payments with a card, and see the first", () => arrangeByCard(page, company));
  await step("cancel the arrangement", () => cancel(page));
  await step("arrange payments that their payer agrees to", () => arrangeByApproval(page, company));
  await step("find it in the list", () => findInList(page, company));
  await step("read what a dunning case is about", () => readCase(page));
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("The journey of arrangements is complete.");
} finally {
  await browser.close();
}
