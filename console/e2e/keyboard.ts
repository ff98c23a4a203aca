/**
 * Every dialog by the keyboard alone: Enter opens it, Tab stays in it, Escape closes it and the focus is where it was.
 * Needs a running demo and changes nothing in it: `BASE_URL=http://127.0.0.1:8000 node e2e/keyboard.ts`.
 */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { BASE_URL, launch, openPage, step } from "./browser.ts";
import { companyId, signInAs } from "./people.ts";

const CONTROLS = "button, input, select, textarea, a";

type Place = { list: string; into?: string; buttons: (string | RegExp)[] };

const placesOf = (company: string): Place[] => [
  { list: "/companies", buttons: [/company$/] },
  { list: "/invoices", buttons: ["Run billing"] },
  { list: "/marketplace", buttons: ["Add module"] },
  {
    list: `/marketplace?company=${company}`,
    into: "main ul a",
    buttons: ["Edit module", "Add plan", /^Retire /, /^Trial of /],
  },
  {
    list: `/subscriptions?company=${company}&state=active`,
    into: "tbody tr a",
    buttons: ["Pause", "Cancel subscription", "Change plan"],
  },
  { list: `/upcoming?company=${company}`, buttons: ["Invoice now", "Add one-off line"] },
  {
    list: "/invoices?state=past_due",
    into: "tbody tr a",
    buttons: ["Credit", "Write off", "Pay in instalments", "Record payment", /^Pay [^i]/],
  },
  { list: "/reconciliations", buttons: ["Compare now"] },
  { list: `/wallets?company=${company}`, buttons: ["Open wallet"] },
  { list: `/payment-methods?company=${company}`, buttons: ["Add method"] },
  { list: `/usage?company=${company}`, buttons: ["Add alert"] },
  { list: `/users?company=${company}`, buttons: [/user$/] },
  { list: "/profile?tab=api-keys", buttons: [/key$/] },
];

const isFocused = (one: Locator) => one.evaluate((element) => element === document.activeElement);

async function byKeyboard(page: Page, opener: Locator, name: string): Promise<void> {
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const inside = () => dialog.evaluate((element) => element.contains(document.activeElement));
  await page.waitForFunction(() => document.activeElement?.closest("[role=dialog]"));
  // More steps than the dialog has controls, so that the focus goes all the way round.
  const steps = (await dialog.locator(CONTROLS).count()) + 1;
  for (const key of ["Tab", "Shift+Tab"])
    for (let times = 0; times < steps; times += 1) {
      await page.keyboard.press(key);
      assert.ok(await inside(), `${name}: ${key} has left the dialog`);
    }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.ok(await isFocused(opener), `${name}: the focus is not where it was`);
}

const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  await step("sign in as the operator's admin", () => signInAs(page, "super_admin"));
  for (const { list, into, buttons } of placesOf(await companyId(page, "nordlicht"))) {
    await page.goto(BASE_URL + list);
    if (into) await page.locator(into).first().click();
    for (const name of buttons) {
      const opener = page.locator("main").getByRole("button", { name, exact: true }).first();
      await step(`${list.split("?")[0]}: ${name}`, () => byKeyboard(page, opener, `${list}, ${name}`));
    }
  }
  assert.deepEqual(errors, [], "the browser reported errors");
  console.log("Every dialog is open to the keyboard.");
} finally {
  await browser.close();
}
