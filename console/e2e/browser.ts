import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

/** Debian's own chromium: nothing is downloaded, and nothing calls home. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const EXPECTED = ["/api/v1/session", "/api/v1/billing/quote", "/api/v1/instalment-plan-preview"];

export const BASE_URL = process.env.BASE_URL ?? "http://127.0.0.1:8000";

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page that remembers what went wrong in it: a journey must end without a single error in the browser. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // The first question of every visit is "am I signed in?", and its honest answer is a 401.
    // And what is half typed has no price yet, and no parts, which is a 422.
    const expected = EXPECTED.some((path) => message.location().url.endsWith(path));
    if (message.type() === "error" && !expected) errors.push(message.text());
  });
  return { page, errors };
}

/** Narrates a step and times it: the log of a failed journey says how far it came. */
export async function step<T>(title: string, act: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await act();
  console.log(`ok  ${title} (${Math.round(performance.now() - started)} ms)`);
  return result;
}
