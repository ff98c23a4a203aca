import { useEffect, useState } from "react";

const SHOWN_MILLISECONDS = 2500;

/** Keys that were not there a moment ago. A wholly different set is another page, not news. */
export function arrivalsBetween(before: ReadonlySet<string> | null, now: readonly string[]): string[] {
  if (!before || before.size === 0 || !now.some((key) => before.has(key))) return [];
  return now.filter((key) => !before.has(key));
}

/** Rows that arrived live since the last rendering, for a short highlight. */
export function useArrivals(keys: readonly string[]): ReadonlySet<string> {
  const [state, setState] = useState<{ keys: readonly string[]; arrived: ReadonlySet<string> }>({
    keys,
    arrived: new Set(),
  });
  if (keys.length !== state.keys.length || keys.some((key, index) => key !== state.keys[index])) {
    setState({ keys, arrived: new Set(arrivalsBetween(new Set(state.keys), keys)) });
  }
  const { arrived } = state;
  useEffect(() => {
    if (arrived.size === 0) return;
    const timer = setTimeout(() => setState((now) => ({ ...now, arrived: new Set() })), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [arrived]);
  return arrived;
}
