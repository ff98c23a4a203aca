import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { providerName, TAKES_TOKENS } from "./provider-name";

/** A provider's page that waits for its person. */
export type OpenedPage = { setup: string; url: string; company: string | undefined };

/** Saves a test card at once, and answers null; any other provider opens its page. */
export async function addMethod(
  provider: string,
  company: string | undefined,
  form: FormData,
): Promise<OpenedPage | null> {
  const params = { query: { company } };
  const make_default = form.has("make_default");
  if (provider === TAKES_TOKENS) {
    const body = { provider, token: field(form, "token"), make_default };
    await unwrap(api.POST("/api/v1/payment-methods", { params, body }));
    return null;
  }
  const begun = await unwrap(api.POST("/api/v1/payment-method-setups", { params, body: { provider, make_default } }));
  if (!begun.url) throw new Problem(502, { title: m.methods.no_page(providerName(provider)), code: "no_hosted_page" });
  return { setup: begun.id, url: begun.url, company };
}

const KEY = "trunkline.setup";

/** Leaves the console. The address that one comes back to names no company: whose method it is, is remembered here. */
export function goTo({ setup, url, company }: OpenedPage): Promise<never> {
  if (company) sessionStorage.setItem(KEY, JSON.stringify([setup, company]));
  window.location.assign(url);
  // Never settles: the button stays busy until the page is gone.
  return new Promise(() => {});
}

/** The company that the operator had chosen when they left for this page. */
export function companyOfSetup(setup: string): string | undefined {
  try {
    const [kept, company] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as string[];
    return kept === setup ? company : undefined;
  } catch {
    return undefined;
  }
}
