import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "trunkline.theme";
const listeners = new Set<() => void>();
const system = () => matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  show(theme);
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme === "system" ? (system().matches ? "dark" : "light") : theme;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => boolean {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Once per page: a person without a choice of their own follows the system, also when it changes at dusk. */
export function followSystemTheme(): void {
  system().addEventListener("change", () => chosenTheme() === "system" && show("system"));
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, chosenTheme);

/** What is on the screen right now: "light" or "dark". */
export const useResolvedTheme = (): string =>
  useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme ?? "light");
