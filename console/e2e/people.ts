import type { Page } from "playwright-core";
import { BASE_URL } from "./browser.ts";

export type Role = "super_admin" | "company_admin";

export async function signInAs(page: Page, role: Role): Promise<void> {
  await page.goto(`${BASE_URL}/sign-in`);
  await page.locator(`[data-role=${role}]`).first().click();
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
}

export async function companyId(page: Page, slug: string): Promise<string> {
  const found = await page.evaluate(async () => (await fetch("/api/v1/companies")).json());
  return (found.items as { id: string; slug: string }[]).find((one) => one.slug === slug)?.id ?? "";
}
