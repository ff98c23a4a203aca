// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { RateHold } from "@/api/types";
import { ToastProvider } from "@/ui/toast";

const answer = vi.fn<(request: Request) => Promise<Response>>();
vi.stubGlobal("fetch", answer);
// The client of the API keeps the fetch that it finds.
const { DecideButton } = await import("./decide-hold");
const { holdQuery } = await import("./data");
const { sessionQuery } = await import("@/app/session");

const HOLD = { id: "rhd_1", state: "open", source: "ecb", base: "EUR", currency: "USD", rate: "1.7" } as RateHold;
const THEN = { ...HOLD, previous: "1.1", previous_as_of: "2026-01-02T13:15:00Z" };
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

let root: Root;

beforeEach(() => {
  Reflect.set(globalThis, "IS_REACT_ACT_ENVIRONMENT", true);
  root = createRoot(document.body.appendChild(document.createElement("div")));
});

afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
});

function Page() {
  const { data } = useQuery({ ...holdQuery(HOLD.id), staleTime: Infinity });
  return data ? <DecideButton hold={data} /> : null;
}

const settled = () => act(() => new Promise((resolve) => setTimeout(resolve, 20)));
const button = (name: string) =>
  [...document.querySelectorAll<HTMLElement>("button")].filter((one) => one.textContent === name).at(-1)!;
const dialog = () => document.querySelector("[role=dialog]")?.textContent;

it("decides about the rate on the screen; where the source says another by now, that one is shown first", async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(holdQuery(HOLD.id).queryKey, THEN);
  client.setQueryData(sessionQuery.queryKey, { permissions: ["rates.manage"] } as never);
  const sent: unknown[] = [];
  answer.mockImplementation(async (request) => {
    if (request.method === "GET" && request.url.includes("rate-holds")) return json(200, { ...THEN, rate: "1.8" });
    if (request.method === "GET") return json(404, {});
    sent.push(await request.json());
    return json(409, { title: "Conflict", code: "hold_changed", detail: "The source says 1.8 by now." });
  });
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <ToastProvider>
          <Page />
        </ToastProvider>
      </QueryClientProvider>,
    ),
  );
  await act(async () => button("Decide").click());
  expect(dialog()).toContain("1.7");
  await act(async () => document.querySelector<HTMLElement>("[value=accept]")!.click());
  await act(async () => button("Decide").click());
  await settled();
  expect(sent).toEqual([{ decision: "accept", note: "", rate: "1.7" }]);
  expect(dialog()).toContain("The source says 1.8 by now.");
  expect(dialog()).toContain("1 EUR = 1.8 USD");
  client.clear();
});
