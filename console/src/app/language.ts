/**
 * Which language the console speaks and how it writes numbers and dates: all from one tag, the locale of the signed-in person.
 *
 * Texts stand at module level, so that a page speaks one language from its first line to its last: the locale is kept in the browser,
 * read before anything else, and another language is another page load. Before anybody has signed in here, the browser's wish decides.
 */

/** What there are texts for, each language named in itself. Any other locale gets English texts and its own numbers. */
export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español", ar: "العربية" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "trunkline.locale";
const FALLBACK: Language = "en";

/** Null for what no browser can write numbers in. */
function known(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag.replaceAll("_", "-"));
  } catch {
    return null;
  }
}

const spoken = (tag: string): Language | null => {
  const language = known(tag)?.language ?? "";
  return language in LANGUAGES ? (language as Language) : null;
};

/** "de-AT" -> "de"; English for a language that there are no texts in. */
export const languageOf = (tag: string): Language => spoken(tag) ?? FALLBACK;

/** Arabic is written from right to left, and the whole console with it. */
export const directionOf = (language: string): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/**
 * The tag that Intl is asked with: the reader's own, with Latin digits and the Gregorian calendar. Both are decisions: ids, document
 * numbers, phone numbers and whatever a bank prints have Latin digits, and an amount must look the same beside them and in a search;
 * a billing period is one of the Gregorian calendar, whichever else a region has.
 */
export const writtenLocale = (tag: string): string =>
  new Intl.Locale(known(tag) ?? FALLBACK, { numberingSystem: "latn", calendar: "gregory" }).toString();

/** The last signed-in person's locale; before there was one, what the browser prefers among what there are texts for. */
export function keptLocale(): string {
  return read() ?? navigator.languages.find((tag) => spoken(tag) !== null) ?? FALLBACK;
}

/** Whether it is kept: storage may be forbidden, and then a page goes on in the language it has. */
export function keepLocale(tag: string): boolean {
  try {
    localStorage.setItem(KEY, tag);
    return localStorage.getItem(KEY) === tag;
  } catch {
    return false;
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** What this page speaks. */
export const LANGUAGE: Language = languageOf(keptLocale());
export const DIRECTION = directionOf(LANGUAGE);

/** Whether a person with this locale needs another page load to read his own language. */
export const needsOtherTexts = (tag: string): boolean => keepLocale(tag) && languageOf(tag) !== LANGUAGE;

let leaving = false;

/** Loads `href` with the texts of the language that is kept by now. Never returns: nothing of the old page may flash. */
export function loadAgain(href: string): Promise<never> {
  const { pathname, search } = new URL(href, location.href);
  const here = location.pathname + location.search === pathname + search;
  // The router may ask again while the page is on its way.
  if (!leaving && here) location.reload();
  if (!leaving && !here) location.replace(pathname + search);
  leaving = true;
  return new Promise(() => {});
}

/** Screen readers, hyphenation and every mirrored style go by these two. */
export function announceLanguage(): void {
  const tag = keptLocale();
  document.documentElement.lang = spoken(tag) ? tag.replaceAll("_", "-") : LANGUAGE;
  document.documentElement.dir = DIRECTION;
}
