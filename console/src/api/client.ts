import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema";

let csrfToken = "";

/** The session's token, echoed on every write: a foreign page can send the cookie but cannot read this. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

const writes: Middleware = {
  onRequest({ request }) {
    if (SAFE.has(request.method)) return;
    if (csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
    // One key per click: a retry by the browser or a proxy cannot create the thing twice.
    if (request.method === "POST") request.headers.set("Idempotency-Key", newKey());
  },
};

export const api = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });
api.use(writes);

/** `crypto.randomUUID` exists only on https and localhost; a console on plain http in a test network still needs keys. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
