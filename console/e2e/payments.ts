/**
 * What is paid with, as a person does it: save a card on Stripe's page, an account on PayPal's, pay with them, and read what it posted.
 * Needs a running demo and changes it: `BASE_URL=http://127.0.0.1:8000 node e2e/payments.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { companyId, signInAs } from "./people.ts";

async function toProvider(page: Page, choice: string, button: string): Promise<void> {
  await page.getByRole("button", { name: "Add method" }).first().click();
  await page.getByRole("dialog").getByText(choice, { exact: true }).click();
  await page.getByRole("button", { name: button }).click();
}

/** Back in the console: what became of it is said, and the method stands in the list. */
async function isAdded(page: Page, method: string): Promise<void> {
  await page.waitForURL(/\/payment-methods\?.*setup=mst_/);
  await page.locator("[data-setup=completed]").waitFor();
  await page.locator("main li").first().getByText(method).waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.waitForURL((url) => !url.search.includes("setup="));
}

async function addByStripe(page: Page): Promise<void> {
  await toProvider(page, "Card, by Stripe", "Continue to Stripe");
  await page.waitForURL(/\/simulator\/stripe\//);
  await page.getByLabel("Card").selectOption("pm_card_mastercard");
  await page.getByRole("button", { name: "Save card" }).click();
  await isAdded(page, "Mastercard");
}

async function addByPayPal(page: Page): Promise<void> {
  await toProvider(page, "PayPal", "Continue to PayPal");
  await page.waitForURL(/\/simulator\/paypal\//);
  await page.getByRole("button", { name: "Agree and continue" }).click();
  await isAdded(page, "PayPal account");
}

/** Who changes their mind on the provider's page comes back to a list without a new method, and is told so. */
async function changeOnesMind(page: Page): Promise<void> {
  const before = await methods(page);
  await toProvider(page, "Card, by Stripe", "Continue to Stripe");
  await page.getByRole("link", { name: "Go back" }).click();
  await page.locator("[data-setup=open]").getByText("Not finished yet").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await methods(page), before, "a method was saved that nobody has finished");
}

async function methods(page: Page): Promise<number> {
  await page.locator("main li").first().waitFor();
  return page.locator("main li").count();
}

/** An invoice over one amount, made for this journey: it is owed, and nobody collects it by itself before it is paid here. */
async function payOne(page: Page, company: string, amount: string): Promise<void> {
  await page.goto(`${BASE_URL}/upcoming?company=${company}`);
  await page.getByRole("button", { name: "Invoice now" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Description").fill("Training");
  await dialog.getByLabel(/Unit price in/).fill(amount);
  await dialog.getByRole("button", { name: "Invoice now" }).click();
  await page.waitForURL(/\/invoices\/inv_/);
  await page.locator("header").getByText("Paid", { exact: true }).waitFor();
}

/** Debits and credits of a payment come to the same; the card's fee is not the invoice's. */
async function readPostings(page: Page): Promise<void> {
  const postings = page.locator("section", { has: page.getByRole("heading", { name: "Postings" }) });
  await postings.getByRole("link", { name: "Payment received" }).click();
  await page.getByRole("heading", { name: "Payment received", level: 1 }).waitFor();
  await page.getByRole("cell", { name: /^Cash at / }).waitFor();
  const amounts = await page.locator("table [data-amount]").evaluateAll((all) => all.map((one) => one.textContent));
  assert.equal(new Set(amounts).size, 1, "the two sides differ");
}

async function balance(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/ledger?company=${company}`);
  await page
    .getByRole("heading", { name: /^Trial balance in / })
    .first()
    .waitFor();
  assert.equal(await page.getByText("Does not balance").count(), 0);
}

async function replayNotice(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/notices?state=done`);
  await page.locator("tbody tr code").first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("heading", { name: "What was sent" }).waitFor();
  assert.match(page.url(), /[?&]notice=ntc_/, "the open notice is not in the URL");
  await sheet.getByRole("button", { name: "Handle again" }).click();
  await page.getByText("The notice is being handled again.").first().waitFor();
  await sheet.getByText("Done", { exact: true }).waitFor();
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  const company = await companyId(page, "nordlicht");
  await page.goto(`${BASE_URL}/payment-methods?company=${company}`);
  await step("save a card on Stripe's page", () => addByStripe(page));
  await step("change one's mind there", () => changeOnesMind(page));
  await step("save an account on PayPal's page", () => addByPayPal(page));
  await step("have an invoice paid by PayPal", () => payOne(page, company, "12.34"));
  await step("see what the payment posted", () => readPostings(page));
  await step("find the books balanced", () => balance(page, company));
  await step("have a provider's notice handled again", () => replayNotice(page));
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("The journey of a payment is complete.");
} finally {
  await browser.close();
}
