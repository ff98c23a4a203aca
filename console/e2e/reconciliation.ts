/**
 * A month's end: somebody gave money back at the provider alone; the comparison finds it, it is read, explained, and stays explained.
 * Needs a running demo and changes it: `BASE_URL=http://127.0.0.1:8000 node e2e/reconciliation.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { newCompany, read, signInAs, triedInvoice } from "./people.ts";

const dialogOf = (page: Page) => page.getByRole("dialog");
const COMPARED_MILLISECONDS = 60_000;
/** An amount that no other run of this journey has given back. */
const CENTS = 100 + (Date.now() % 4_000);
const GIVEN = `€${(CENTS / 100).toFixed(2)}`;
const SENTENCE = `Stripe has given ${GIVEN} back, and our books do not have it.`;

/** In the provider's own dashboard; here its API stands for it. */
async function atStripe<T>(path: string, body?: Record<string, string>): Promise<T> {
  const headers = { Authorization: "Bearer sk_test_simulated" };
  const sent = body ? { method: "POST", body: new URLSearchParams(body) } : {};
  const answer = await fetch(`${BASE_URL}/simulator/stripe/v1/${path}`, { headers, ...sent });
  assert.equal(answer.ok, true, `${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

async function giveBackThere(page: Page): Promise<string> {
  const company = await newCompany(page, "Month End", "pm_card_visa");
  const invoice = await triedInvoice(page, company, "71.00");
  const { items } = await read<{ items: { id: string }[] }>(page, `payments?company=${company}&invoice=${invoice}`);
  const { data } = await atStripe<{ data: { payment_intent: string; amount: number }[] }>("charges?limit=1");
  assert.equal(data[0]?.amount, 8449, `the latest charge is not that of ${items[0]?.id}`);
  const refund = { payment_intent: data[0]?.payment_intent ?? "", amount: String(CENTS) };
  return (await atStripe<{ id: string }>("refunds", refund)).id;
}

async function compare(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/reconciliations`);
  await page.getByRole("button", { name: "Compare now" }).click();
  await dialogOf(page).getByLabel("Provider").selectOption("stripe");
  await dialogOf(page).getByLabel("First day").fill("2020-01-01");
  await dialogOf(page).getByRole("button", { name: "Compare now" }).click();
  await dialogOf(page)
    .getByText(/at most 100 days/)
    .first()
    .waitFor();
  await dialogOf(page).getByLabel("First day").fill(new Date().toISOString().slice(0, 10));
  await dialogOf(page).getByRole("button", { name: "Compare now" }).click();
  await page.waitForURL(/\/reconciliations\/rec_/);
  await isCompared(page);
}

/** No reload: that it is done is told live. */
async function isCompared(page: Page): Promise<void> {
  await page.locator("main header").getByText("Finished", { exact: true }).waitFor({ timeout: COMPARED_MILLISECONDS });
}

async function explain(page: Page, reference: string): Promise<void> {
  const row = page.locator("tbody tr", { hasText: SENTENCE });
  // What is pressed in a dialog of a row is not the row.
  await row.getByRole("button", { name: /^Explain/ }).click();
  await dialogOf(page).getByLabel("Why is it in order?").click();
  await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  assert.doesNotMatch(page.url(), /finding=/);
  await row.getByText("Refund we do not have").click();
  await page.waitForURL(/finding=fnd_/);
  const sheet = dialogOf(page).first();
  await sheet.getByText(reference).waitFor();
  await sheet.getByText("Has nothing of it.").waitFor();
  await sheet.getByRole("button", { name: "Explain" }).click();
  const asked = dialogOf(page).filter({ hasText: "Explain this finding" });
  await asked.getByLabel("Why is it in order?").fill("   ");
  await asked.getByRole("button", { name: "Explain" }).click();
  await asked.getByText("Say in a note why this is in order.").first().waitFor();
  await asked.getByLabel("Why is it in order?").fill("Goodwill by phone.");
  await asked.getByRole("button", { name: "Explain" }).click();
  await asked.waitFor({ state: "detached" });
  await sheet.getByText("Settled", { exact: true }).first().waitFor();
  await sheet.getByText("Goodwill by phone.").waitFor();
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.waitForURL((url) => !url.search.includes("finding="));
  await filter(page);
}

/** By kind it is found, and among what is open it is not any more. */
async function filter(page: Page): Promise<void> {
  const row = page.locator("tbody tr", { hasText: SENTENCE });
  await page.getByLabel("Kind").selectOption("refund_not_ours");
  await page.waitForURL(/kind=refund_not_ours/);
  await row.getByText("Settled", { exact: true }).waitFor();
  await page.getByLabel("State").selectOption("open");
  await page.waitForURL(/state=open/);
  await row.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await row.waitFor();
}

async function download(page: Page, reference: string): Promise<void> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await waiting;
  assert.match(file.suggestedFilename(), /^reconciliation-stripe-.*\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  const line = Buffer.concat(chunks)
    .toString()
    .split("\n")
    .find((one) => one.includes(reference));
  assert.match(line ?? "", /refund_not_ours,resolved.*Goodwill by phone\./);
}

/** What was explained stays so: it is found again, and is not open. */
async function compareAgain(page: Page): Promise<void> {
  const before = page.url();
  await page.getByRole("button", { name: "Compare again" }).click();
  await page.waitForURL((url) => url.href !== before && /\/reconciliations\/rec_/.test(url.pathname));
  await isCompared(page);
  await page.getByText("none of them new").waitFor();
  await page.locator("tbody tr", { hasText: SENTENCE }).getByText("Settled", { exact: true }).waitFor();
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  const reference = await step("give money back at the provider alone", () => giveBackThere(page));
  await step("compare the books", () => compare(page));
  await step("explain what differs", () => explain(page, reference));
  await step("download the report", () => download(page, reference));
  await step("compare again", () => compareAgain(page));
  const expected = errors.filter((error) => !/status of 4(09|22)/.test(error));
  assert.deepEqual(expected, [], "the browser reported errors");
  console.log("The journey of a reconciliation is complete.");
} finally {
  await browser.close();
}
