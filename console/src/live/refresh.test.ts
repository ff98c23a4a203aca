import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Refresher } from "./refresh";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("streams that begin anew together have the screen read once, and a later one once more", async () => {
  const client = new QueryClient();
  let reads = 0;
  const options = { queryKey: ["refunds"], queryFn: () => Promise.resolve(++reads), staleTime: Infinity };
  const stop = new QueryObserver(client, options).subscribe(() => {});
  await vi.advanceTimersByTimeAsync(0);
  const refresher = new Refresher(client);
  for (let stream = 0; stream < 4; stream++) refresher.everything();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reads).toBe(2);
  refresher.everything();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reads).toBe(3);
  stop();
});
