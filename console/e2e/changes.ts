/**
 * What is stopped, bought and put right, by clicking: a pause, a plan that is sold no more, credits, the length of a call.
 * Needs a running demo and changes it: `BASE_URL=http://127.0.0.1:8000 node e2e/changes.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { companyId, send, signInAs } from "./people.ts";
import { sendCall } from "./send-call.ts";

/** Names that an earlier run has not used: the demo may be the same. */
const RUN = Date.now().toString(36);

async function pauseAndGoOn(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/subscriptions?company=${company}&state=active`);
  await page.locator("tbody tr a", { hasText: "Live Transcription" }).first().click();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Pause", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText(/^Paused from/).waitFor();
  await page.locator("main li", { hasText: "Pause" }).first().waitFor();
  await page.getByRole("button", { name: "End the pause" }).click();
  await page.getByText(/^Paused from/).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
}

async function cancelAndKeep(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cancel subscription" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByRole("radio", { name: /At the end of the period/ }).isChecked(), true);
  await dialog.getByRole("button", { name: "Cancel subscription" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Keep it after all" }).click();
  await page.getByRole("button", { name: "Keep it after all" }).waitFor({ state: "detached" });
}

async function retirePlan(page: Page): Promise<void> {
  const plan = `Passing ${RUN}`;
  await page.goto(`${BASE_URL}/marketplace`);
  await page.locator("main ul a", { hasText: "Live Transcription" }).first().click();
  await page.getByRole("button", { name: "Add plan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(plan);
  await dialog.getByLabel("Short name").fill(`passing-${RUN}`);
  await dialog.getByRole("button", { name: "Add plan" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: `Retire ${plan}` }).click();
  await dialog.getByRole("button", { name: "Retire", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const card = page.locator("main li", { has: page.getByRole("heading", { name: plan }) });
  await card.getByText("Retired", { exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: `Retire ${plan}` }).count(), 0);
}

/** The demo's own cards are declined now and then, for it to have something to collect. */
async function addCard(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/payment-methods?company=${company}`);
  await page.locator("main li").first().waitFor();
  const before = await page.locator("main li").count();
  const token = { provider: "stripe", token: "pm_card_visa", make_default: true };
  await send(page, `payment-methods?company=${company}`, token);
  // No reload: the list is read again by the fact.
  await page.locator("main li").nth(before).waitFor();
}

/** Refused first, and the field says why; then bought: the credits are there once their invoice is paid. */
async function buyCredits(page: Page, company: string): Promise<void> {
  const name = `Bought ${RUN}`;
  await page.goto(`${BASE_URL}/wallets?company=${company}`);
  await page.getByRole("button", { name: "Open wallet" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Open wallet" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: `Buy credits for ${name}` }).click();
  await dialog.getByLabel(/Amount in/).fill("0");
  await dialog.getByRole("button", { name: "Buy credits" }).click();
  await dialog.locator("[aria-invalid=true]:focus").waitFor();
  await dialog.getByLabel(/Amount in/).fill("25.50");
  await dialog.getByRole("button", { name: "Buy credits" }).click();
  await dialog.waitFor({ state: "detached" });
  const wallet = page.locator("section", { has: page.getByRole("heading", { name, exact: true }) });
  await wallet.locator("dd [data-amount='25.50']").waitFor({ timeout: 30_000 });
  await wallet.locator("tbody tr", { hasText: "Bought" }).waitFor();
}

/** A call that this journey has reported: the newest of the demo may have been answered by nobody. */
async function correctCall(page: Page, company: string, callee: string): Promise<void> {
  await page.goto(`${BASE_URL}/calls?company=${company}`);
  await page.locator("tbody tr", { hasText: callee }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Correct", exact: false }).click();
  await sheet.getByLabel(/seconds/i).fill("61");
  await sheet.getByLabel("Reason").fill(`Heard again ${RUN}`);
  await sheet
    .locator("form")
    .getByRole("button", { name: /^Correct/ })
    .click();
  const made = sheet.locator("li", { hasText: `Heard again ${RUN}` });
  await made.waitFor();
  await made.getByText("1:01").waitFor();
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  // The refusal that is asked for is an answer of the server, which the browser reports as an error.
  const unexpected = () => errors.filter((one) => !one.includes("422"));
  const { page: owner } = await openPage(browser);
  await step("sign in, and report a call", async () => {
    await signInAs(owner, "company_admin");
    await sendCall(owner);
    await signInAs(page, "super_admin");
  });
  const company = await companyId(page, "nordlicht");
  await step("pause a subscription, and end the pause", () => pauseAndGoOn(page, company));
  await step("cancel it, and keep it after all", () => cancelAndKeep(page));
  await step("sell a plan to nobody any more", () => retirePlan(page));
  await step("add a card that is good for it", () => addCard(page, company));
  await step("buy credits, and see them in the wallet", () => buyCredits(page, company));
  await step("correct the length of a call", async () => correctCall(page, company, await sendCall(owner)));
  assert.deepEqual(unexpected(), [], "the browser reported errors");
  console.log("What was to be changed is changed.");
} finally {
  await browser.close();
}
