import { LANGUAGE, type Language } from "./language";
import { loadTexts } from "./load-texts";
import type { Messages } from "./texts/en";

/** One file per language, of which a browser loads the one that its reader speaks. */
const TEXTS: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import("./texts/en")).en,
  de: async () => (await import("./texts/de")).de,
  es: async () => (await import("./texts/es")).es,
  ar: async () => (await import("./texts/ar")).ar,
};

/** The texts on the screen. Loaded before any module that uses them, so that they may stand at module level. */
export const m: Messages = await loadTexts(TEXTS[LANGUAGE]);
