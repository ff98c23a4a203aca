// @vitest-environment happy-dom
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import type { ExchangeRate } from "@/api/types";
import { counting, rateQuery } from "./data";

const ASKED = { from: "EUR", to: "USD", at: undefined, company: undefined };
const RATE = { from: "EUR", to: "USD", rate: "1.1512" } as ExchangeRate;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a rate that is looked at is asked for again, and counts no longer once it is refused", async () => {
  const client = new QueryClient();
  const answers = [() => Promise.resolve(RATE), () => Promise.reject(new Problem(503, { code: "rates_too_old" }))];
  const queryFn = vi.fn(async () => answers.shift()!());
  const observer = new QueryObserver(client, { ...rateQuery(ASKED), queryFn });
  const stop = observer.subscribe(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(counting(observer.getCurrentResult())).toEqual(RATE);
  await vi.advanceTimersByTimeAsync(4 * 60_000);
  expect(queryFn).toHaveBeenCalledTimes(2);
  expect(observer.getCurrentResult().data).toEqual(RATE);
  expect(counting(observer.getCurrentResult())).toBeUndefined();
  stop();
  client.clear();
});

it("that of a past day is asked for once", () => {
  expect(rateQuery({ ...ASKED, at: "2025-06-13" }).refetchInterval).toBe(false);
});
