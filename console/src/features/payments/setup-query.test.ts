import type { Query } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { MethodSetup } from "@/api/types";
import { setupQuery } from "./data";

/** How long until it is asked again, once the server has answered `dataUpdateCount` times. */
function pauseAfter(state: MethodSetup["state"] | undefined, dataUpdateCount: number): unknown {
  const { refetchInterval } = setupQuery("mst_1", true);
  const query = { state: { data: state && { state }, dataUpdateCount } } as unknown as Query<MethodSetup>;
  return typeof refetchInterval === "function" ? refetchInterval(query as never) : refetchInterval;
}

describe("what became of a provider's page", () => {
  it("is asked again while the page is open, and not for ever", () => {
    expect(pauseAfter("open", 1)).toBe(1_500);
    expect(pauseAfter("open", 11)).toBe(1_500);
    expect(pauseAfter("open", 12)).toBe(false);
  });

  it("is asked once where it is certain", () => {
    expect(pauseAfter("completed", 1)).toBe(false);
    expect(pauseAfter("refused", 1)).toBe(false);
    expect(pauseAfter(undefined, 0)).toBe(false);
  });
});
