import type { QueryClient } from "@tanstack/react-query";

const PAUSE_MILLISECONDS = 800;
const TOGETHER_MILLISECONDS = 150;

/** Collects what is stale and re-reads it at most about once a second: a batch of calls is one re-read, not a thousand. */
export class Refresher {
  private readonly stale = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private whole: ReturnType<typeof setTimeout> | undefined;
  private readonly client: QueryClient;

  constructor(client: QueryClient) {
    this.client = client;
  }

  mark(keys: readonly string[]): void {
    for (const key of keys) this.stale.add(key);
    if (this.stale.size > 0) this.timer ??= setTimeout(() => this.flush(), PAUSE_MILLISECONDS);
  }

  /** Every stream says for itself that it begins anew, and they do so together: what is on the screen is read once for all of them. */
  everything(): void {
    this.whole ??= setTimeout(() => {
      this.whole = undefined;
      void this.client.invalidateQueries();
    }, TOGETHER_MILLISECONDS);
  }

  private flush(): void {
    const keys = [...this.stale];
    this.stale.clear();
    this.timer = undefined;
    for (const key of keys) void this.client.invalidateQueries({ queryKey: [key] });
  }
}
