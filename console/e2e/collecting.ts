/**
 * What follows when money does not come, or goes back: pay with a chosen method, record a payment by hand, give money back, answer a
 * dispute and accept one, read a dunning case and set the policy and its words.
 * Needs a running demo and changes it: `BASE_URL=http://127.0.0.1:8000 node e2e/collecting.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { companyId, signInAs } from "./people.ts";

const dialogOf = (page: Page) => page.getByRole("dialog");
const card = (page: Page, title: string) =>
  page.locator("section", { has: page.getByRole("heading", { name: title, exact: true, level: 2 }) });

async function saveCard(page: Page, company: string, token: string, collects: boolean): Promise<void> {
  await page.goto(`${BASE_URL}/payment-methods?company=${company}`);
  const before = await countMethods(page);
  await page.getByRole("button", { name: "Add method" }).first().click();
  await dialogOf(page).getByText("Card, by Stripe", { exact: true }).click();
  if (!collects) await dialogOf(page).getByLabel("Collect invoices from this method").uncheck();
  await page.getByRole("button", { name: "Continue to Stripe" }).click();
  await page.waitForURL(/\/simulator\/stripe\//);
  await page.getByLabel("Card").selectOption(token);
  await page.getByRole("button", { name: "Save card" }).click();
  await page.locator("[data-setup=completed]").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  // The page tells that it is saved before the list is read again.
  await page.locator("main li").nth(before).waitFor();
}

async function countMethods(page: Page): Promise<number> {
  await page.locator("main li").first().waitFor();
  return page.locator("main li").count();
}

/** An invoice made for this journey; the default method is charged for it at once. */
async function invoiceNow(page: Page, company: string, amount: string): Promise<void> {
  await page.goto(`${BASE_URL}/upcoming?company=${company}`);
  await page.getByRole("button", { name: "Invoice now" }).click();
  await dialogOf(page).getByLabel("Description").fill("Training");
  await dialogOf(page)
    .getByLabel(/Unit price in/)
    .fill(amount);
  await dialogOf(page).getByRole("button", { name: "Invoice now" }).click();
  await page.waitForURL(/\/invoices\/inv_/);
}

async function isPaid(page: Page): Promise<void> {
  await page.locator("main header").getByText("Paid", { exact: true }).waitFor();
}

async function openPayment(page: Page): Promise<void> {
  await card(page, "Payments").locator("li", { hasText: "Succeeded" }).getByRole("link").first().click();
  await page.waitForURL(/\/payments\/pay_/);
}

async function refundPart(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Refund", exact: true }).click();
  await dialogOf(page)
    .getByLabel(/^Amount in/)
    .fill("1000000");
  await dialogOf(page)
    .getByText(/^No more than/)
    .waitFor();
  await dialogOf(page)
    .getByLabel(/^Amount in/)
    .fill("10.00");
  await dialogOf(page).getByLabel("Reason").selectOption("service_quality");
  await dialogOf(page)
    .getByRole("button", { name: /^Refund .*10\.00/ })
    .click();
  // No reload: what comes of it is told live.
  await card(page, "Refunds").getByText("Succeeded", { exact: true }).waitFor();
  assert.match(await card(page, "Refunds").innerText(), /CN-|credit note/i, "the credit note is not linked");
}

async function readRefund(page: Page): Promise<void> {
  await card(page, "Refunds").locator("li a").first().click();
  await page.waitForURL(/\/refunds\?.*refund=rfd_/);
  await dialogOf(page).getByText("The provider has sent the money back.").waitFor();
  await dialogOf(page).getByRole("link", { name: "Refund paid" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("refund="));
}

async function openDispute(page: Page): Promise<void> {
  await card(page, "Disputes").getByRole("link").first().click();
  await page.waitForURL(/\/disputes\/dsp_/);
  await page.getByText("The payer's bank waits for our side.").waitFor();
  await page.getByText(/^in \d+ (day|hour)/).waitFor();
}

async function answerDispute(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Submit evidence" }).click();
  await dialogOf(page).getByRole("button", { name: "Submit evidence" }).click();
  await dialogOf(page).getByRole("alert").waitFor();
  await dialogOf(page).getByLabel("What was sold").fill("AI receptionist, training of two hours");
  await dialogOf(page).getByLabel("Anything else").fill("The training took place; both sides signed for it.");
  await dialogOf(page).getByRole("button", { name: "Submit evidence" }).click();
  await dialogOf(page).waitFor({ state: "detached" });
  await card(page, "Our side").getByText("AI receptionist, training of two hours").waitFor();
}

async function acceptDispute(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await page.getByRole("button", { name: "Let the payer have it" }).click();
  await page
    .locator("main header")
    .getByText(/^(Accepted|Lost)$/)
    .waitFor();
  await card(page, "Postings").getByRole("link", { name: "Dispute lost" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /evidence$/ }).count(), 0, "a decided dispute is answered");
}

/** A card that is declined leaves an invoice open: a part comes by bank transfer, and the rest is paid with a card that is chosen. */
async function payByHandAndCard(page: Page): Promise<void> {
  await card(page, "Payments").getByText("Pending", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Record payment" }).click();
  await dialogOf(page)
    .getByLabel(/^Amount in/)
    .fill("10");
  await dialogOf(page).getByLabel("Reference").fill(`E2E-${Date.now()}`);
  await dialogOf(page).getByRole("button", { name: "Record payment" }).click();
  await card(page, "Payments")
    .getByText(/Bank transfer/)
    .waitFor();
  await page.getByRole("button", { name: /^Pay [^i]/ }).click();
  await dialogOf(page)
    .getByText(/^Mastercard/)
    .first()
    .click();
  await dialogOf(page).getByRole("button", { name: /^Pay / }).click();
  await isPaid(page);
}

async function readCase(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/dunning?standing=all`);
  await page.locator("tbody a").first().click();
  await page.waitForURL(/\/dunning\/dun_/);
  await page.getByRole("heading", { name: "Steps and messages" }).waitFor();
  await page.getByText("The case was opened").waitFor();
}

async function setPolicy(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/dunning?tab=policy`);
  await page.getByRole("button", { name: "Add step" }).click();
  const last = page.getByLabel(/^After days of step/).last();
  await last.fill("1");
  await page.getByRole("button", { name: "Save policy" }).click();
  await page.getByText("after_days must rise from step to step.").first().waitFor();
  await last.fill("200");
  await page
    .getByLabel(/^Message of step/)
    .last()
    .selectOption("suspended");
  await page
    .getByLabel(/^Action of step/)
    .last()
    .selectOption("suspend");
  await page.getByRole("button", { name: "Save policy" }).click();
  await page.getByText("Saved.", { exact: true }).first().waitFor();
  await page
    .getByRole("button", { name: /^Remove step/ })
    .last()
    .click();
  await page.getByRole("button", { name: "Save policy" }).click();
  await page.waitForFunction(() => document.querySelectorAll("[aria-label^='Remove step']").length === 3);
}

async function writeMessage(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/dunning?tab=messages`);
  await page.getByRole("button", { name: "Write a message" }).click();
  await dialogOf(page).getByLabel("Message", { exact: true }).fill("friendly_nudge");
  await dialogOf(page).getByLabel("Title").fill("{{ amount }} is open");
  await dialogOf(page).getByLabel("Text").fill("Dear {{ company }}, please pay {{ bogus }}.");
  // The preview says so while one types, before anything is sent to be kept.
  await dialogOf(page)
    .getByRole("region", { name: "As the company would read it" })
    .getByText(/There is no variable bogus/)
    .waitFor();
  await dialogOf(page).getByRole("button", { name: "Save message" }).click();
  await dialogOf(page)
    .getByText(/There is no variable bogus/)
    .first()
    .waitFor();
  await dialogOf(page).getByLabel("Text").fill("Dear {{ company }}, please pay {{ invoices }}.");
  await dialogOf(page)
    .getByText(/^Dear Nordlicht GmbH, please pay TL-/)
    .waitFor();
  await dialogOf(page).getByRole("button", { name: "Save message" }).click();
  await page.getByRole("cell", { name: "friendly_nudge" }).waitFor();
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  const company = await companyId(page, "harbor");
  await step("save a card", () => saveCard(page, company, "pm_card_mastercard", true));
  await step("have an invoice paid", async () => {
    await invoiceNow(page, company, "45.00");
    await isPaid(page);
    await openPayment(page);
  });
  await step("give a part of it back", () => refundPart(page));
  await step("read the refund and its posting", () => readRefund(page));
  await step("save a card whose holder disputes", () => saveCard(page, company, "pm_card_createDispute", true));
  await step("have an invoice paid with it, and open the dispute", async () => {
    await invoiceNow(page, company, "61.00");
    await isPaid(page);
    await openPayment(page);
    await openDispute(page);
  });
  await step("answer it", () => answerDispute(page));
  await step("accept another", async () => {
    await invoiceNow(page, company, "62.00");
    await isPaid(page);
    await openPayment(page);
    await openDispute(page);
    await acceptDispute(page);
  });
  await step("save a card that is declined", () =>
    saveCard(page, company, "pm_card_chargeDeclinedInsufficientFunds", true),
  );
  await step("record a part by hand, and pay the rest with a chosen card", async () => {
    await invoiceNow(page, company, "63.00");
    await payByHandAndCard(page);
  });
  await step("read a dunning case", () => readCase(page));
  await step("set the policy", () => setPolicy(page));
  await step("write a message", () => writeMessage(page));
  const expected = errors.filter((error) => !/status of 4(09|22)/.test(error));
  assert.deepEqual(expected, [], "the browser reported errors");
  console.log("The journey of collecting is complete.");
} finally {
  await browser.close();
}
