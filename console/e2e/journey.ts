/**
 * The main job, as a person does it: sign in, read an invoice, ask why, watch a call arrive without reloading.
 * Needs a running demo: `BASE_URL=http://127.0.0.1:8000 npm run e2e`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { sendCall } from "./send-call.ts";

async function signIn(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/invoices`);
  await page.waitForURL(/\/sign-in\?next=/);
  await page.locator("[data-role=company_admin]").first().click();
  await page.waitForURL(`${BASE_URL}/invoices`);
}

async function openInvoice(page: Page): Promise<void> {
  await page.locator("tbody tr a").first().click();
  await page.waitForURL(/\/invoices\/inv_/);
  await page.getByRole("heading", { name: "Lines" }).waitFor();
}

/** The amount on the line and the result of its derivation are the same text: both came from the same string. */
async function askWhy(page: Page): Promise<void> {
  const line = page.locator("tbody tr").first();
  const amount = await line.locator("[data-amount]").last().getAttribute("data-amount");
  await line.getByRole("button", { name: /Why this amount/ }).click();
  const panel = page.getByRole("dialog");
  await panel.getByText("Amount on the line").waitFor();
  assert.ok((await panel.locator("li[data-kind]").count()) > 0, "the derivation has no steps");
  const result = panel.locator(`[data-amount="${amount}"]`);
  assert.ok((await result.count()) > 0, `the derivation does not end in ${amount}`);
  assert.match(page.url(), /[?&]line=lin_/, "the open derivation is not in the URL");
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
}

async function watchCallArrive(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await page.getByRole("heading", { name: "Calls", level: 1 }).waitFor();
  await page.locator("[data-live=live]").waitFor();
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));
  const callee = await sendCall(page);
  await page.locator("tbody tr", { hasText: callee }).waitFor();
  assert.equal(await page.evaluate(() => Reflect.get(globalThis, "notReloaded")), true, "the page was reloaded");
}

/** Enter on a row opens it, and the same keystroke must not press the button that is focused then. */
async function openCallByKeyboard(page: Page): Promise<void> {
  await page.locator("tbody tr").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("How it was rated").waitFor();
  assert.match(page.url(), /[?&]call=cal_/, "the open call is not in the URL");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Typing goes to the field at once: a dialog that focuses its close button first would swallow it. */
async function goByName(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("paym");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/payment-methods/);
}

async function comeBackByAddress(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/calls?disposition=answered`);
  await page.locator("tbody tr").first().waitFor();
  assert.equal(await page.getByLabel("Outcome").inputValue(), "answered");
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the demo's company admin, and land where the link pointed", () => signIn(page));
  await step("open an invoice", () => openInvoice(page));
  await step("ask why a line costs what it costs", () => askWhy(page));
  await step("see a call arrive without reloading", () => watchCallArrive(page));
  await step("open a call with the keyboard alone", () => openCallByKeyboard(page));
  await step("go to a screen by its name", () => goByName(page));
  await step("find the filter again in the address", () => comeBackByAddress(page));
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("The journey is complete.");
} finally {
  await browser.close();
}
