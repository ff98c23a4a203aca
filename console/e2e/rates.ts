/**
 * What one currency is worth in another: a pair found by the keyboard alone, amounts converted as they are typed, a day in the past, a
 * rate that waits for a human, and the log. What the screen calculates is what the server converts, to the cent.
 * Needs a running demo and adds a conversion to it: `BASE_URL=http://127.0.0.1:8000 node e2e/rates.ts`.
 */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { violations } from "./axe.ts";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { companyId, read, send, signInAs } from "./people.ts";

type Rate = { rate: string; stale: boolean; source_name: string };
type Converted = { id: string; converted: { amount: string }; exact: string };

/** A Saturday: what was in force is Friday's. */
const PAST = "2025-06-14";
const KEY = `journey-${Date.now().toString(36)}`;

const from = (page: Page) => page.getByRole("combobox", { name: "From" });
const to = (page: Page) => page.getByRole("combobox", { name: "To" });
const amount = (page: Page, code: string) => page.getByLabel(`Amount in ${code}`);
const comesTo = (page: Page, code: string) => page.getByLabel(`Comes to in ${code}`);

/** What follows from what is typed stands there at once; under load a moment later. */
async function reads(field: Locator, value: string): Promise<void> {
  for (let tries = 0; tries < 40 && (await field.inputValue()) !== value; tries += 1)
    await field.page().waitForTimeout(50);
  assert.equal(await field.inputValue(), value);
}

async function shows(page: Page, rate: string): Promise<void> {
  await page.locator(`[data-rate="${rate}"]`).waitFor();
}

/** However old the rates of an installation are, the page says whose they are, and says so where they are old. */
async function open(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Exchange rates", exact: true }).click();
  await page.waitForURL(/\/rates$/);
  const rate = await read<Rate>(page, "exchange-rate?from=EUR&to=USD");
  await shows(page, rate.rate);
  await page.locator("main dd", { hasText: rate.source_name }).waitFor();
  const warned = page.getByText(`The last rate that ${rate.source_name} gave is of`);
  if (rate.stale) await warned.waitFor();
  else assert.equal(await warned.count(), 0);
  // The course ends with the last day that is known, and not in the void.
  await page.locator("figure canvas").waitFor();
  assert.deepEqual(await violations(page), [], "/rates");
}

/** No pointer: the list opens, is walked and searched, and the focus never leaves its field. */
async function choose(page: Page): Promise<void> {
  await from(page).focus();
  await page.keyboard.press("ArrowDown");
  const list = page.getByRole("listbox", { name: "From" });
  await list.waitFor();
  assert.deepEqual(await violations(page), [], "the list of currencies");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await reads(from(page), "EUR");
  await page.keyboard.type("yen");
  await page.getByRole("option", { name: /JPY/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/from=JPY/);
  assert.ok(await from(page).evaluate((field) => field === document.activeElement));
  // The one that stands on the other side changes places with it.
  await page.keyboard.type("usd");
  await page.keyboard.press("Tab");
  await page.waitForURL((url) => url.searchParams.get("from") === "USD" && url.searchParams.get("to") === "JPY");
  await reads(to(page), "JPY");
  await page.getByRole("button", { name: "Swap the two" }).press("Enter");
  await page.waitForURL((url) => url.searchParams.get("from") === "JPY");
}

async function convert(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/rates?from=USD&to=EUR`);
  await page.getByLabel("As of").fill(PAST);
  await page.waitForURL(/at=2025-06-14/);
  await shows(page, "0.868658790827");
  await page.getByText(/^By .* the last rate was that of /).waitFor();
  await amount(page, "USD").fill("1,234.5");
  await reads(comesTo(page, "EUR"), "1,072.36");
  await page.getByText("Exactly €1,072.3593").waitFor();
  await comesTo(page, "EUR").fill("100");
  await reads(amount(page, "USD"), "115.12");
  await comesTo(page, "EUR").fill("1.005");
  await page.getByText("EUR has 2 decimals.").waitFor();
  await reads(amount(page, "USD"), "");
  await comesTo(page, "EUR").fill("");
  await reads(amount(page, "USD"), "");
  await page.getByRole("button", { name: "Back to now" }).click();
  await page.waitForURL((url) => !url.searchParams.has("at"));
}

const recorded = async (page: Page): Promise<number> =>
  (await read<{ items: object[] }>(page, "conversions?limit=100")).items.length;

/** What is converted in earnest comes to what the screen has said. */
async function record(page: Page, company: string): Promise<void> {
  const asked = { amount: "1234.50", from: "USD", to: "EUR", operation_key: KEY, at: `${PAST}T12:00:00Z` };
  const made = await send<Converted>(page, `convert?company=${company}`, asked);
  assert.deepEqual([made.converted.amount, made.exact], ["1072.36", "1072.3593"]);
  await page.goto(`${BASE_URL}/rates?tab=conversions&company=${company}`);
  const row = page.locator("tbody tr", { hasText: KEY });
  await row.getByText("€1,072.36").waitFor();
  assert.deepEqual(await violations(page), [], "the log");
  await row.getByRole("link").first().click();
  await page.waitForURL(new RegExp(`/conversions/${made.id}`));
  await page.getByText("€1,072.3593").waitFor();
  await page.getByText("European Central Bank").waitFor();
  await page.getByRole("button", { name: `Copy ${KEY}` }).waitFor();
  assert.deepEqual(await violations(page), [], "a conversion");
  await page.getByRole("link", { name: "All its rates" }).click();
  await page.getByRole("dialog").getByLabel("Find a currency").fill("krona");
  await page.getByRole("dialog").locator("tbody tr", { hasText: "SEK" }).waitFor();
  assert.deepEqual(await violations(page), [], "an answer");
}

const HOLD = {
  id: "rhd_01k9zq2v7c5x8f3m0000000000",
  source: "ecb",
  base: "EUR",
  currency: "TRY",
  sheet_id: "rsh_01k9zq2v7c5x8f3m0000000000",
  as_of: "2025-12-31T13:15:00Z",
  rate: "61.2",
  previous: "50.4838",
  previous_as_of: "2025-12-30T13:15:00Z",
  change_percent: "21.23",
  state: "open",
  found_at: "2025-12-31T13:20:00Z",
  seen_at: "2025-12-31T13:20:00Z",
  decided_at: null,
  decided_by: "",
  note: "",
};

/** No rate leaps when a journey wants it to: here the server's answers stand for one, and the decision is what it hears. */
async function decide(page: Page): Promise<void> {
  let heard: unknown = null;
  await page.route("**/api/v1/rate-holds**", async (route) => {
    const decision = route.request().method() === "POST";
    if (decision) heard = route.request().postDataJSON();
    const hold = heard ? { ...HOLD, state: "refused", decided_at: HOLD.found_at, note: "A typo of theirs." } : HOLD;
    const listed = !/rhd_/.test(new URL(route.request().url()).pathname);
    await route.fulfill({ json: listed ? { items: heard ? [] : [hold], next_cursor: null } : hold });
  });
  await page.goto(`${BASE_URL}/rates`);
  await page.getByText("1 rate waits for a decision.").waitFor();
  await page.getByRole("link", { name: "See what is held" }).first().click();
  await page.getByRole("button", { name: "Decide about TRY" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("European Central Bank says 1 EUR is 61.2 TRY.").waitFor();
  assert.deepEqual(await violations(page), [], "the decision");
  await dialog.getByLabel(/The one from before/).check();
  await dialog.getByLabel("Note").fill("A typo of theirs.");
  await dialog.getByRole("button", { name: "Decide" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(heard, { decision: "refuse", note: "A typo of theirs.", rate: HOLD.rate });
  await page.getByText("The rate of TRY from before goes on.").first().waitFor();
  await page.unroute("**/api/v1/rate-holds**");
}

/** A phone shows all of it, and nothing beside it. */
async function narrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const search of ["?from=USD&to=EUR&span=3y", "?from=USD&to=AED", "?tab=sources", "?tab=conversions"]) {
    await page.goto(`${BASE_URL}/rates${search}`);
    await page.locator("main [role=status] .animate-pulse-soft").first().waitFor({ state: "detached" });
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(beyond, 0, search);
    assert.deepEqual(await violations(page), [], search);
  }
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser, { bypassCSP: true, reducedMotion: "reduce" });
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  await step("see a rate, whose it is and how old", () => open(page));
  await step("choose a pair by the keyboard alone", () => choose(page));
  const before = await recorded(page);
  await step("convert as it is typed, on a day in the past", () => convert(page));
  assert.equal(await recorded(page), before, "a look is no conversion");
  const company = await companyId(page, "sakura");
  await step("convert in earnest, and read the log", () => record(page, company));
  await step("decide about a rate that leapt", () => decide(page));
  await step("on a phone, and without a rate", () => narrow(page));
  const expected = errors.filter((error) => !/status of 409/.test(error));
  assert.deepEqual(expected, [], "the browser reported errors");
  console.log("The journey of exchange rates is complete.");
} finally {
  await browser.close();
}
