import { LANGUAGES, type Language } from "@/app/language";

/** Where each language is written differently, without claiming to know every country: a tag that is not here is kept as it is. */
const REGIONS: Record<Language, readonly string[]> = {
  en: ["US", "GB", "IE", "CA", "AU", "NZ", "IN", "ZA"],
  de: ["DE", "AT", "CH", "LI"],
  es: ["ES", "MX", "AR", "CL", "CO", "PE", "US"],
  ar: ["AE", "SA", "EG", "QA", "KW", "JO", "MA"],
};

/** Every writing of a language, itself first; `kept` stays among them whatever it is. */
export function writingsOf(language: Language, kept: string): string[] {
  const tags = [language, ...REGIONS[language].map((region) => `${language}-${region}`)];
  return tags.includes(kept) ? tags : [kept, ...tags];
}

/** Another language in the same region where it is written there, so that a change of language moves no decimal point needlessly. */
export function inLanguage(language: Language, kept: string): string {
  const region = new Intl.Locale(kept).region ?? "";
  return REGIONS[language].includes(region) ? `${language}-${region}` : language;
}

/** "Deutsch (Österreich)": a writing named in its own language. */
export const nameOf = (tag: string): string =>
  new Intl.DisplayNames(tag, { type: "language", languageDisplay: "standard" }).of(tag) ?? tag;

export const ALL_LANGUAGES = Object.entries(LANGUAGES) as [Language, string][];
