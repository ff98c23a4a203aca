/** Every screen, in both themes, against WCAG 2.1 AA. Needs a running demo through which the journeys have gone: they leave what it shows. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { violations } from "./axe.ts";
import { BASE_URL, launch, step } from "./browser.ts";
import { companyId, read } from "./people.ts";

const SCREENS = [
  "/",
  "/calls",
  "/usage",
  "/usage?by=agent",
  "/marketplace",
  "/subscriptions",
  "/invoices",
  "/payments",
  "/payment-methods",
  "/instalment-plans",
  "/payment-arrangements",
  "/refunds",
  "/wallets",
  "/ledger",
  "/ledger?tab=transactions",
  "/rates",
  "/rates?tab=sources",
  "/users",
  "/profile",
  "/profile?tab=password",
  "/profile?tab=api-keys",
  "/settings",
  "/notifications",
  "/nowhere",
];
const COLLECTING = [
  "/refunds",
  "/disputes",
  "/dunning",
  "/dunning?tab=policy",
  "/dunning?tab=messages",
  "/instalment-plans",
  "/payment-arrangements",
  "/reconciliations",
  "/reconciliations?tab=findings",
];
async function signedIn(browser: Browser, theme: "light" | "dark", role = "company_admin"): Promise<Page> {
  const context = await browser.newContext({ colorScheme: theme, bypassCSP: true, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${BASE_URL}/sign-in`);
  await page.locator(`[data-role=${role}]`).first().waitFor();
  assert.deepEqual(await violations(page), [], "/sign-in");
  await page.locator(`[data-role=${role}]`).first().click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  return page;
}

const REFUSAL = {
  status: 409,
  contentType: "application/problem+json",
  body: JSON.stringify({
    title: "It is not possible now",
    detail: "Somebody was faster.",
    request_id: "req_01k9zq2v7c5x8f3m",
    errors: [{ pointer: "/name", detail: "It is taken." }],
  }),
};

/** A dialog as it opens, behind the clicks that lead to its screen. */
async function dialog(page: Page, list: string, name: string, ...clicks: string[]): Promise<string[]> {
  await page.goto(BASE_URL + list);
  for (const click of clicks) await page.locator(click).first().click();
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.getByRole("dialog").waitFor();
  return violations(page);
}

/** The screens behind a click: they open where the list stands. */
async function opened(page: Page, list: string, ...clicks: string[]): Promise<string[]> {
  await page.goto(BASE_URL + list);
  for (const click of clicks) await page.locator(click).first().click();
  return violations(page);
}

const browser = await launch();
try {
  for (const theme of ["light", "dark"] as const) {
    await step(`every screen is accessible in the ${theme} theme`, async () => {
      const page = await signedIn(browser, theme);
      for (const screen of SCREENS) assert.deepEqual(await opened(page, screen), [], screen);
      assert.deepEqual(await opened(page, "/invoices", "tbody tr a", "button[aria-label^='Why']"), [], "derivation");
      assert.deepEqual(await opened(page, "/calls", "tbody tr"), [], "call");
      assert.deepEqual(await opened(page, "/marketplace", "main ul a"), [], "module");
      assert.deepEqual(await opened(page, "/payments", "tbody tr a"), [], "payment");
      assert.deepEqual(await opened(page, "/ledger?tab=transactions", "tbody a"), [], "transaction");
      assert.deepEqual(await dialog(page, "/payment-methods", "Add method"), [], "add method");
      await page.context().close();
    });
    await step(`what the operator adds is accessible in the ${theme} theme`, async () => {
      const page = await signedIn(browser, theme, "super_admin");
      for (const screen of ["/jobs", "/notices", "/ledger", "/wallets", "/scenarios", ...COLLECTING])
        assert.deepEqual(await opened(page, screen), [], screen);
      assert.deepEqual(await opened(page, "/jobs", "tbody tr"), [], "job");
      assert.deepEqual(await opened(page, "/notices", "tbody tr code"), [], "notice");
      assert.deepEqual(await opened(page, "/dunning?standing=all", "tbody a"), [], "dunning case");
      assert.deepEqual(await opened(page, "/dunning?tab=messages", "tbody tr"), [], "dunning message");
      assert.deepEqual(await dialog(page, "/payments?state=succeeded", "Refund", "tbody tr a"), [], "refund");
      assert.deepEqual(await dialog(page, "/invoices?state=past_due", "Record payment", "tbody tr a"), [], "by hand");
      assert.deepEqual(await opened(page, "/instalment-plans", "tbody a"), [], "instalment plan");
      assert.deepEqual(await opened(page, "/payment-arrangements?state=cancelled", "tbody a"), [], "arrangement");
      assert.deepEqual(await opened(page, "/payment-arrangements?state=awaiting_approval", "tbody a"), [], "approval");
      assert.deepEqual(await dialog(page, "/payments?state=authorised", "Capture", "tbody tr a"), [], "capture");
      const received = await read<{ items: { invoice_id: string }[] }>(page, "manual-payments");
      const invoice = `/invoices/${received.items[0]?.invoice_id}`;
      assert.deepEqual(await opened(page, invoice), [], "given back");
      await page.getByRole("button", { name: /^Give back/ }).click();
      await page.getByRole("dialog").waitFor();
      assert.deepEqual(await violations(page), [], "give back");
      assert.deepEqual(await dialog(page, "/invoices?state=past_due", "Pay in instalments", "tbody tr a"), [], "parts");
      assert.deepEqual(await opened(page, "/reconciliations", "tbody a"), [], "reconciliation");
      assert.deepEqual(await opened(page, "/reconciliations?tab=findings", "tbody tr"), [], "finding");
      assert.deepEqual(await dialog(page, "/reconciliations", "Compare now"), [], "compare");
      const add = "main header button";
      assert.deepEqual(await opened(page, "/marketplace", add), [], "add module");
      assert.deepEqual(await opened(page, "/marketplace", "main ul a", `${add}:nth-of-type(2)`), [], "add plan");
      assert.deepEqual(await opened(page, "/marketplace", "main ul a", "main a[aria-label^='Add a price']"), [], "new");
      await page.getByText("What is used", { exact: true }).click();
      assert.deepEqual(await violations(page), [], "how it is counted");
      await page.getByLabel("Model").selectOption("call");
      await page.getByRole("button", { name: "Add band" }).click();
      assert.deepEqual(await violations(page), [], "bands");
      await page.context().close();
    });
    await step(`what belongs to one company is accessible in the ${theme} theme`, async () => {
      const page = await signedIn(browser, theme, "super_admin");
      const company = await companyId(page, "nordlicht");
      for (const screen of ["/upcoming", "/wallets", "/payment-methods", `/companies/${company}`, "/companies"])
        assert.deepEqual(await opened(page, `${screen}?company=${company}`), [], screen);
      const subscriptions = `/subscriptions?company=${company}&state=active`;
      for (const name of ["Cancel subscription", "Pause", "Change plan"])
        assert.deepEqual(await dialog(page, subscriptions, name, "tbody tr a"), [], name);
      const arranging = `/payment-arrangements?company=${company}`;
      assert.deepEqual(await dialog(page, arranging, "Arrange payments"), [], "arrange");
      for (const name of ["Invoice now", "Add one-off line"])
        assert.deepEqual(await dialog(page, `/upcoming?company=${company}`, name), [], name);
      assert.deepEqual(await dialog(page, `/wallets?company=${company}`, "Open wallet"), [], "open wallet");
      assert.deepEqual(await dialog(page, `/usage?company=${company}`, "Add alert"), [], "add alert");
      await page.context().close();
    });
    await step(`what cannot be read or is refused is accessible in the ${theme} theme`, async () => {
      const page = await signedIn(browser, theme, "super_admin");
      const company = await companyId(page, "nordlicht");
      await page.route("**/api/v1/wallets**", (route) => route.fulfill(REFUSAL));
      assert.deepEqual(await dialog(page, `/wallets?company=${company}`, "Open wallet"), [], "unread");
      await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Prepaid");
      await page.getByRole("dialog").getByRole("button", { name: "Open wallet" }).click();
      await page.getByRole("dialog").getByRole("alert").waitFor();
      assert.deepEqual(await violations(page), [], "refused");
      await page.context().close();
    });
    await step(`the price editor is accessible in the ${theme} theme`, async () => {
      const page = await signedIn(browser, theme, "super_admin");
      assert.deepEqual(await opened(page, "/marketplace", "main ul a", "main a[aria-label^='Revise']"), [], "price");
      await page.getByText("Why this amount?").waitFor();
      assert.deepEqual(await violations(page), [], "quote");
      await page.getByRole("button", { name: "Review" }).click();
      await page.getByRole("dialog").waitFor();
      assert.deepEqual(await violations(page), [], "confirmation");
      await page.context().close();
    });
  }
} finally {
  await browser.close();
}
