import type { QueryClient } from "@tanstack/react-query";

const PAUSE_MILLISECONDS = 800;

/** Collects what is stale and re-reads it at most about once a second: a batch of calls is one re-read, not a thousand. */
export class Refresher {
  private readonly stale = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly client: QueryClient;

  constructor(client: QueryClient) {
    this.client = client;
  }

  mark(keys: readonly string[]): void {
    for (const key of keys) this.stale.add(key);
    if (this.stale.size > 0) this.timer ??= setTimeout(() => this.flush(), PAUSE_MILLISECONDS);
  }

  everything(): void {
    void this.client.invalidateQueries();
  }

  private flush(): void {
    const keys = [...this.stale];
    this.stale.clear();
    this.timer = undefined;
    for (const key of keys) void this.client.invalidateQueries({ queryKey: [key] });
  }
}
