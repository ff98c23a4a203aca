import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Violation = { id: string; nodes: { target: string[] }[] };
type Axe = { run: (root: Document, options: object) => Promise<{ violations: Violation[] }> };

/** What WCAG 2.1 AA has against the page once it is read; its context must bypass the content security policy. */
export async function violations(page: Page): Promise<string[]> {
  await page.locator("main h1").first().waitFor();
  await page.locator("main [role=status] .animate-pulse-soft").first().waitFor({ state: "detached" });
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const axe = Reflect.get(globalThis, "axe") as Axe;
    return (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })).violations;
  });
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
