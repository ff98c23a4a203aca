import type { Page } from "playwright-core";

/** Reports one call as a telephony system would, with the session of the page; answers the callee to look for. */
export async function sendCall(page: Page): Promise<string> {
  const callee = `+49 30 ${Date.now().toString().slice(-9)}`;
  const status = await page.evaluate(async (number) => {
    const read = async (path: string) => (await fetch(`/api/v1${path}`)).json();
    const session = await read("/session");
    const modules = await read("/modules");
    type Priced = { plans: { prices: { model: string; meter: string }[] }[] };
    const prices = (modules.items as Priced[]).flatMap((module) => module.plans.flatMap((plan) => plan.prices));
    const ended = new Date();
    const started = new Date(ended.getTime() - 95_000);
    const call = {
      external_id: `journey-${ended.getTime()}`,
      started_at: started.toISOString(),
      answered_at: started.toISOString(),
      ended_at: ended.toISOString(),
      duration_seconds: 95,
      billable_seconds: 95,
      disposition: "answered",
      direction: "inbound",
      caller: "+49 40 1234567",
      callee: number,
    };
    const answer = await fetch("/api/v1/calls", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": session.csrf_token },
      body: JSON.stringify({
        meter: prices.find((price) => price.model === "call")?.meter,
        source: "journey",
        calls: [call],
      }),
    });
    return `${answer.status} ${await answer.text()}`;
  }, callee);
  if (!status.startsWith("200")) throw new Error(`the call was not taken: ${status}`);
  return callee;
}
