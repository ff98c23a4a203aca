/**
 * One setting turns the console into another language, and Arabic turns it round: what is read from right to left still fits, wide and
 * narrow, and stays accessible. Needs a running demo and leaves it as it was: `BASE_URL=http://127.0.0.1:8000 node e2e/languages.ts`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { violations } from "./axe.ts";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { signInAs } from "./people.ts";

const SCREENS = ["/", "/invoices", "/payments", "/companies", "/settings"];
const WIDTHS = [1280, 390];
const ARABIC = /\p{Script=Arabic}/u;

const settled = async (page: Page): Promise<void> => {
  await page.locator("main h1").first().waitFor();
  await page.locator("main [role=status] .animate-pulse-soft").first().waitFor({ state: "detached" });
};

/** By the names that languages have for themselves, and by no word of the screen: whoever cannot read it must find the way. */
async function choose(page: Page, name: string, language: string): Promise<void> {
  await page.goto(`${BASE_URL}/settings`);
  await page.getByRole("radio", { name, exact: true }).check();
  await page.locator("main form button[type=submit]").click();
  await page.locator(`html[lang^=${language}]`).waitFor();
  await settled(page);
}

async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`${scrollWidth} pixels in a window of ${clientWidth}`] : [];
  });
}

async function fits(page: Page, screen: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(BASE_URL + screen);
    await settled(page);
    assert.deepEqual(await overflow(page), [], `${screen} at ${width}`);
  }
}

async function readsArabic(page: Page, screen: string): Promise<void> {
  await fits(page, screen);
  assert.equal(await page.locator("html").getAttribute("dir"), "rtl", screen);
  assert.match((await page.locator("main h1").first().textContent()) ?? "", ARABIC, screen);
  assert.deepEqual(await violations(page), [], screen);
}

/** An amount keeps its digits and their order wherever the words around it go. */
async function amountsStand(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/invoices`);
  const amount = page.locator("tbody bdi[data-amount]").first();
  const text = (await amount.textContent()) ?? "";
  const digits = ((await amount.getAttribute("data-amount")) ?? "").split(".")[0] ?? "";
  assert.ok(text.replaceAll(/\D/g, "").startsWith(digits), `${text} is not ${digits}`);
  assert.equal(await amount.evaluate((element) => getComputedStyle(element).unicodeBidi), "isolate");
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser, { bypassCSP: true });
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  try {
    await step("change to Arabic", () => choose(page, "العربية", "ar"));
    for (const screen of SCREENS) await step(`${screen} from right to left`, () => readsArabic(page, screen));
    await step("amounts stand as they are", () => amountsStand(page));
    await step("the next sign-in is in Arabic, too", async () => {
      const context = await browser.newContext({ storageState: await page.context().storageState() });
      await context.clearCookies();
      const next = await context.newPage();
      await next.goto(`${BASE_URL}/sign-in`);
      assert.match((await next.locator("h1").textContent()) ?? "", ARABIC);
      await context.close();
    });
    await step("change to German", () => choose(page, "Deutsch", "de"));
    await step("invoices in German", async () => {
      await fits(page, "/invoices");
      await page.getByRole("heading", { name: "Rechnungen", level: 1 }).waitFor();
      assert.equal(await page.locator("html").getAttribute("dir"), "ltr");
    });
  } finally {
    await step("back to English", () => choose(page, "English", "en"));
  }
  await page.goto(BASE_URL);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("The console can be read in every direction.");
} finally {
  await browser.close();
}
