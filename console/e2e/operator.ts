/**
 * What the operator's staff do, as a person does it: sell something at another price, grant credits, look ahead, take back and write off.
 * Needs a running demo and changes it, like the journey: `BASE_URL=http://127.0.0.1:8000 node e2e/operator.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";

/** Names that an earlier run has not used: the demo may be the same. */
const RUN = Date.now().toString(36);

async function signIn(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/sign-in`);
  await page.locator("[data-role=super_admin]").first().click();
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
}

async function companyId(page: Page, slug: string): Promise<string> {
  const found = await page.evaluate(async () => (await fetch("/api/v1/companies")).json());
  return (found.items as { id: string; slug: string }[]).find((one) => one.slug === slug)?.id ?? "";
}

async function addPrice(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/marketplace`);
  await page.getByRole("button", { name: "Add module" }).click();
  await page.getByLabel("Name", { exact: true }).fill(`Call recording ${RUN}`);
  await page.getByLabel("Short name").fill(`recording-${RUN}`);
  await page.getByLabel("Category").fill("voice");
  await page.getByRole("dialog").getByRole("button", { name: "Add module" }).click();
  await page.getByRole("heading", { name: `Call recording ${RUN}` }).waitFor();
  await page.getByText("No plan yet").waitFor();
  await page.getByRole("button", { name: "Add plan" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Basic");
  await page.getByLabel("Short name").fill("basic");
  await page.getByRole("dialog").getByRole("button", { name: "Add plan" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Add a price to Basic" }).click();
  await page.getByLabel("On invoices").fill("Recorded calls");
  await page.getByText("What is used", { exact: true }).click();
  await page.getByLabel("Meter", { exact: true }).fill(`recordings_${RUN}`);
  await page.getByLabel("Unit", { exact: true }).fill("call");
  await rateCalls(page);
  await page.getByRole("button", { name: "Add price" }).click();
  await page.waitForURL(/\/marketplace\/mod_[^/]+$/);
  await page.getByText("Recorded calls", { exact: true }).waitFor();
  await page.getByText("Per call · billed after the period").waitFor();
}

/** What each price would be is there before it is, and what it was converted from beside it afterwards. */
async function sellInDollars(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sell Basic in another currency" }).click();
  const dialog = page.getByRole("dialog");
  assert(await dialog.getByRole("button", { name: "Publish prices" }).isDisabled(), "nothing was looked at yet");
  await dialog.getByRole("combobox", { name: "Sold in" }).fill("USD");
  await dialog.getByRole("combobox", { name: "Sold in" }).press("Enter");
  await dialog.getByLabel("Round unit prices").selectOption("step");
  await dialog.getByLabel("Step", { exact: true }).fill("0.005");
  await dialog.getByText("Step 1, Per minute").first().waitFor();
  await dialog.getByText(/^1 EUR = [\d.]+\sUSD$/).waitFor();
  await dialog.getByRole("button", { name: "Publish prices" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("1 price in USD was published.", { exact: true }).waitFor();
  await page.getByLabel("Currency", { exact: true }).selectOption("USD");
  await page.getByText(/^Converted from EUR at [\d.]+, European Central Bank/).waitFor();
}

/** A minute at 0.10, on weekends at 0.04: the quote beside the form says so before anything is sold. */
async function rateCalls(page: Page): Promise<void> {
  await page.getByLabel("Model").selectOption("call");
  await page.getByLabel("Steps of a call, step 1: EUR per minute").fill("0.10");
  await page.getByLabel("Seconds of a call").fill("600");
  await page.locator("dl [data-amount='1.00']").waitFor();
  await page.getByRole("button", { name: "Add band" }).click();
  // The days are pressed as a person does: on their names.
  for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) {
    await page.locator("label", { hasText: new RegExp(`^${day}$`) }).click();
  }
  await page.getByLabel("Steps in band 1, step 1: EUR per minute").fill("0.04");
  await page.getByLabel("Starts on").selectOption("sat");
  await page.locator("dl [data-amount='0.40']").waitFor();
  await page.getByLabel("Starts on").selectOption("fri");
  await page.locator("dl [data-amount='1.00']").waitFor();
}

async function grantCredits(page: Page, company: string): Promise<void> {
  const name = `Prepaid ${RUN}`;
  await page.goto(`${BASE_URL}/wallets?company=${company}`);
  await page.getByRole("button", { name: "Open wallet" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Say when it runs low").check();
  await page.getByLabel("Low below").fill("20");
  await page.getByLabel("Then buy").fill("100");
  await page.getByRole("dialog").getByRole("button", { name: "Open wallet" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: `Grant credits to ${name}` }).click();
  await page.getByLabel(/Amount in/).fill("12.50");
  await page.getByLabel("Kind").selectOption("purchased");
  await page.getByRole("dialog").getByRole("button", { name: "Grant credits" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const wallet = page.locator("section", { has: page.getByRole("heading", { name }) });
  const grant = wallet.locator("tbody tr", { hasText: "Bought" });
  await grant.waitFor();
  assert.equal(await grant.locator("[data-amount]").first().getAttribute("data-amount"), "12.50");
}

/** Calls keep arriving, so that the next invoice grows while one looks: screen and server agree at some moment. */
async function lookAhead(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/upcoming?company=${company}`);
  await page.locator("main [data-amount]").first().waitFor();
  const agrees = async () => {
    const told = await page.evaluate(
      async (id) => (await fetch(`/api/v1/billing/upcoming?company=${id}`)).json(),
      company,
    );
    const total = (told.invoices as { total: { amount: string } }[])[0]?.total.amount;
    return (await page.locator(`main [data-amount="${total}"]`).count()) > 0;
  };
  for (let tries = 0; tries < 20; tries += 1) {
    if (await agrees()) return;
    await page.waitForTimeout(500);
    if (tries % 4 === 3) await page.reload();
  }
  assert.fail("the screen does not show what the server says the next invoice comes to");
}

/** A line that waits is on the upcoming invoice with its sum; what must not wait is an invoice of its own. */
async function enterOneOffs(page: Page, company: string): Promise<void> {
  const training = `Training ${RUN}`;
  await page.goto(`${BASE_URL}/upcoming?company=${company}`);
  await page.getByRole("button", { name: "Add one-off line" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Description").fill(training);
  await dialog.getByLabel("Quantity").fill("2");
  await dialog.getByLabel(/Unit price in/).fill("123.45");
  await dialog.getByText("246.90").waitFor();
  await dialog.getByRole("button", { name: "Add one-off line" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: `Why this amount? ${training}` }).click();
  await dialog.getByText(/One-off line, entered by/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Take back ${training}` }).click();
  await dialog.getByRole("button", { name: "Take back" }).click();
  await page.locator("main tr", { hasText: training }).first().waitFor({ state: "detached" });
  await invoiceNow(page);
}

async function invoiceNow(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Invoice now" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Description").fill(`Setup ${RUN}`);
  await dialog.getByLabel(/Unit price in/).fill("300");
  await dialog.getByRole("button", { name: "Add another line" }).click();
  const second = dialog.getByRole("group", { name: "Line 2" });
  await second.getByLabel("Description").fill(`Loyalty ${RUN}`);
  await second.getByLabel(/Unit price in/).fill("-50.50");
  await dialog.getByText("249.50").waitFor();
  await dialog.getByRole("button", { name: "Invoice now" }).click();
  await page.waitForURL(/\/invoices\/inv_/);
  await page.locator("main tr", { hasText: `Loyalty ${RUN}` }).waitFor();
  await page.locator("main tfoot [data-amount='249.50']").waitFor();
}

/** An invoice that is still owed: it may be credited as well as written off. */
async function openOwed(page: Page): Promise<void> {
  const owed = await page.evaluate(async () => (await fetch("/api/v1/invoices?state=past_due&limit=1")).json());
  const { id, number } = (owed.items as { id: string; number: string }[])[0] ?? { id: "", number: "" };
  await page.goto(`${BASE_URL}/invoices/${id}`);
  await page.getByRole("heading", { name: number }).waitFor();
}

async function creditInvoice(page: Page): Promise<void> {
  const left = () =>
    page.evaluate(async () => {
      const id = location.pathname.split("/").at(-1);
      return (await (await fetch(`/api/v1/invoices/${id}/creditable`)).json()) as { total: { amount: string } };
    });
  const before = (await left()).total.amount;
  await page.getByRole("button", { name: "Credit", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What to credit").selectOption({ index: 1 });
  await dialog.getByLabel(/Net amount/).fill("999999999");
  await dialog.getByText(/left to credit/).waitFor();
  await dialog.getByLabel(/Net amount/).fill("1");
  await dialog.getByRole("button", { name: "Credit", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("link", { name: /^CN-/ }).waitFor();
  assert.notEqual((await left()).total.amount, before, "nothing was credited");
}

async function writeOff(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Write off" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Write off" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator("header").getByText("Uncollectible").waitFor();
}

async function watchJobs(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/jobs?state=succeeded`);
  await page.locator("tbody tr").first().click();
  await page.getByRole("dialog").getByText("It has reported no error.").waitFor();
  assert.match(page.url(), /[?&]job=job_/, "the open job is not in the URL");
}

/** From a day to the calls behind it: the same number on both screens. */
async function exploreUsage(page: Page, company: string): Promise<void> {
  await page.goto(`${BASE_URL}/usage?company=${company}&by=agent`);
  const link = page.getByRole("link", { name: /^Calls: / }).first();
  const agent = (await link.textContent()) ?? "";
  await link.click();
  await page.waitForURL(/\/calls\?/);
  await page.getByText(`Agent ${agent}`).waitFor();
  await page.locator("tbody tr").first().click();
  await page.getByRole("dialog").getByText(agent, { exact: true }).waitFor();
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signIn(page));
  const company = await companyId(page, "nordlicht");
  await step("add a module, a plan and a price with a band, beside its quote", () => addPrice(page));
  await step("sell the plan in dollars, at a rate and in steps", () => sellInDollars(page));
  await step("open a wallet and grant credits to it", () => grantCredits(page, company));
  await step("see the upcoming invoice", () => lookAhead(page, company));
  await step("enter a one-off line, take it back, and invoice two at once", () => enterOneOffs(page, company));
  await step("open an invoice that is owed", () => openOwed(page));
  await step("credit a part of it, and never more than is left", () => creditInvoice(page));
  await step("write it off", () => writeOff(page));
  await step("open a background job", () => watchJobs(page));
  await step("go from an agent's usage to the calls", () => exploreUsage(page, company));
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("The operator's journey is complete.");
} finally {
  await browser.close();
}
