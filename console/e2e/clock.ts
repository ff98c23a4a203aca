/**
 * A test company in its own time, by clicking: it is made, subscribes, gets a draft, which is issued; a move is canceled and goes on.
 * Needs a running demo and changes it: `BASE_URL=http://127.0.0.1:8000 node e2e/clock.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { signInAs } from "./people.ts";

const RUN = Date.now().toString(36);
const NAME = `Clockwork ${RUN}`;
const MOVE_MILLISECONDS = 60_000;

async function makeCompany(page: Page): Promise<string> {
  await page.goto(`${BASE_URL}/companies`);
  await page.locator("main header button").click();
  const dialog = page.getByRole("dialog");
  const typed = {
    name: NAME,
    slug: `clockwork-${RUN}`,
    legal_name: `${NAME} GmbH`,
    email: "invoices@clockwork.example",
    address: "Uhrweg 1",
    postal_code: "20457",
    city: "Hamburg",
    country: "DE",
    zone: "Europe/Berlin",
    locale: "de-DE",
    currency: "EUR",
    tax_rate: "0.19",
  };
  for (const [name, text] of Object.entries(typed)) await dialog.locator(`[name=${name}]`).fill(text);
  await dialog.getByLabel("A test company with a clock of its own").check();
  await dialog.getByLabel("Its clock begins on").fill("2026-01-01");
  await dialog.locator("footer button[type=submit]").click();
  await page.waitForURL(/\/companies\/com_/);
  await page.getByText("Test clock: Jan 1, 2026").waitFor();
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

async function giveGrace(page: Page): Promise<void> {
  await page.getByLabel("Days of grace").fill("5");
  await page.getByRole("button", { name: "Save terms" }).click();
  await page.getByText("Saved.", { exact: true }).first().waitFor();
}

async function subscribe(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/marketplace?company=${company}`);
  await page.locator("main ul a", { hasText: "Live Transcription" }).first().click();
  await page.locator("main li", { hasText: "Platform fee" }).getByRole("button", { name: "Subscribe" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Subscribe" }).click();
  await page.waitForURL(/\/subscriptions\/sub_/);
  await page.getByText("Current period").waitFor();
}

/** Whoever starts the move watches it where it was started, and it says when it is over. */
async function advance(page: Page, company: string, by: string): Promise<void> {
  await page.goto(`${BASE_URL}/companies/${company}`);
  await page.getByRole("button", { name: "Advance clock" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Advance by").selectOption(by);
  await dialog.getByRole("button", { name: "Advance clock" }).click();
}

async function aDayLater(page: Page, company: string): Promise<void> {
  await advance(page, company, "P1D");
  await page.getByText("Test clock: Jan 2, 2026").waitFor({ timeout: MOVE_MILLISECONDS });
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

async function issueDraft(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/invoices?company=${company}&state=draft`);
  await page.locator("tbody tr a").first().click();
  await page.getByRole("button", { name: "Issue now" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Issue now" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: /^TL-/, level: 1 }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Issue now" }).count(), 0, "an issued draft may be issued again");
}

/** A year is long enough to be stopped on the way. */
async function cancelMove(page: Page, company: string): Promise<void> {
  await advance(page, company, "P1Y");
  await page.getByRole("dialog").getByRole("progressbar").waitFor();
  await page.goto(`${BASE_URL}/jobs?company=${company}`);
  await page.locator("tbody tr", { hasText: "advance_test_clock" }).first().click();
  const job = page.getByRole("dialog");
  await job.getByRole("button", { name: "Cancel job" }).click();
  await job.getByText("Canceled", { exact: true }).waitFor({ timeout: MOVE_MILLISECONDS });
}

/** The move was given up with its job: a further attempt finds nothing to do, and the clock may be advanced from where it stands. */
async function retryMove(page: Page, company: string): Promise<void> {
  const job = page.getByRole("dialog");
  await job.getByRole("button", { name: "Retry" }).click();
  await job.getByText("Canceled", { exact: true }).waitFor({ state: "detached", timeout: MOVE_MILLISECONDS });
  await page.goto(`${BASE_URL}/companies/${company}`);
  await page.getByRole("button", { name: "Advance clock" }).waitFor({ timeout: MOVE_MILLISECONDS });
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  const company = await step("make a test company", () => makeCompany(page));
  await step("give it days of grace", () => giveGrace(page));
  await step("subscribe it", () => subscribe(page, company));
  await step("advance its clock by a day", () => aDayLater(page, company));
  await step("issue the draft that this has made", () => issueDraft(page, company));
  await step("cancel a move of a year where the jobs are", () => cancelMove(page, company));
  await step("retry its job, and find the clock free again", () => retryMove(page, company));
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("The clock's journey is complete.");
} finally {
  await browser.close();
}
