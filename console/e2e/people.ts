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

/** What a journey starts from, sent by whoever is signed in: only what it is about is done by hand. */
export async function send<T>(page: Page, path: string, body: object): Promise<T> {
  return page.evaluate(
    async ([address, text]) => {
      const { csrf_token } = await (await fetch("/api/v1/session")).json();
      const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf_token };
      const answer = await fetch(`/api/v1/${address}`, { method: "POST", headers, body: text });
      if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    [path, JSON.stringify(body)] as const,
  );
}

export async function read<T>(page: Page, path: string): Promise<T> {
  return page.evaluate(async (address) => (await fetch(`/api/v1/${address}`)).json(), path);
}

/** A company that nothing else happens to, with a card from which its invoices are collected. */
export async function newCompany(page: Page, name: string, card: string): Promise<string> {
  const slug = `${name.toLowerCase().replaceAll(/[^a-z]+/g, "-")}-${Date.now().toString(36)}`;
  const billing_profile = { legal_name: name, email: "bills@journey.example", country: "DE", tax_rate: "0.19" };
  const made = { slug, name, zone: "Europe/Berlin", currency: "EUR", billing_profile };
  const { id } = await send<{ id: string }>(page, "companies", made);
  await send(page, `payment-methods?company=${id}`, { provider: "stripe", token: card, make_default: true });
  return id;
}

type Tried = { state: string; attempts: { state: string }[] };

/** An invoice over one net amount, once its first attempt is over. */
export async function triedInvoice(page: Page, company: string, amount: string): Promise<string> {
  const items = [{ description: "Training", unit_amount: amount }];
  const { id } = await send<{ id: string }>(page, `invoices?company=${company}`, { currency: "EUR", items });
  for (let tries = 0; tries < 60; tries += 1) {
    const { items: paid } = await read<{ items: Tried[] }>(page, `payments?company=${company}&invoice=${id}`);
    if (paid[0] && paid[0].attempts.length > 0 && paid[0].attempts.every((one) => one.state !== "started")) return id;
    await page.waitForTimeout(250);
  }
  throw new Error(`nobody has tried to collect ${id}`);
}
