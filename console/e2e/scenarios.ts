/** The operator plays an example, breaks it, is told wanted and got, and plays a text that cannot be played. Needs a running demo. */
import assert from "node:assert/strict";
import { BASE_URL, launch, openPage, step } from "./browser.ts";

const RUN_MILLISECONDS = 60_000;
const browser = await launch();
try {
  const { page, errors } = await openPage(browser);
  const shots = process.env.SHOTS;
  const shot = async (name: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  };
  const report = page.getByRole("status").filter({ hasText: /Passed|otherwise|Cannot be played/ });

  await step("signs in and opens the scenarios", async () => {
    await page.goto(`${BASE_URL}/sign-in`);
    await page.locator("[data-role=super_admin]").first().click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.goto(`${BASE_URL}/scenarios`);
    await page.getByText("Nothing was played yet").waitFor();
    await shot("1-empty");
  });
  const text = page.getByRole("textbox", { name: "Scenario" });

  await step("an example passes, by the keyboard", async () => {
    await text.focus();
    await page.keyboard.press("Control+Enter");
    await page.getByText("It is being played").waitFor();
    await shot("2-running");
    await report.filter({ hasText: "Passed" }).waitFor({ timeout: RUN_MILLISECONDS });
    await page.getByRole("heading", { name: "TL-2026-000001" }).waitFor();
    await shot("3-passed");
  });

  await step("another expectation is told as wanted and got", async () => {
    await text.fill((await text.inputValue()).replace("amount: 17.00", "amount: 18.00"));
    await page.getByRole("button", { name: "Run" }).click();
    await report.filter({ hasText: "otherwise" }).waitFor({ timeout: RUN_MILLISECONDS });
    const row = page.getByRole("row").filter({ hasText: "18.00" });
    assert.match((await row.textContent()) ?? "", /amount18\.0017\.00/);
    await shot("4-otherwise");
  });

  await step("its line is one click away", async () => {
    await page
      .getByRole("button", { name: /^Go to line/ })
      .first()
      .click();
    const chosen = await text.evaluate((one: HTMLTextAreaElement) =>
      one.value.slice(one.selectionStart, one.selectionEnd),
    );
    assert.match(chosen, /amount: 18\.00/);
  });

  await step("a text that cannot be played says what to do", async () => {
    await text.fill("title: [[[");
    await page.getByRole("button", { name: "Run" }).click();
    await report.filter({ hasText: "Cannot be played" }).waitFor({ timeout: RUN_MILLISECONDS });
    await shot("5-unreadable");
  });

  await step("it fits a phone, in the dark", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByLabel("Begin with an example").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Run" }).click();
    await report.filter({ hasText: "Passed" }).waitFor({ timeout: RUN_MILLISECONDS });
    const [width, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width! <= seen!, `it scrolls sideways: ${width} of ${seen}`);
    await shot("6-phone-dark");
  });
  assert.deepEqual(errors, []);
} finally {
  await browser.close();
}
