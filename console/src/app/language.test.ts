// @vitest-environment happy-dom
import { afterEach, expect, it } from "vitest";
import { directionOf, keepLocale, keptLocale, languageOf, needsOtherTexts, writtenLocale } from "./language";

afterEach(() => localStorage.clear());

it("speaks the language of a locale, and English where there are no texts", () => {
  expect(["de", "de-AT", "es-419", "ar-EG", "en-GB", "de_CH"].map(languageOf)).toEqual([
    "de",
    "de",
    "es",
    "ar",
    "en",
    "de",
  ]);
  expect(["ja-JP", "fr", "", "../etc", "constructor"].map(languageOf)).toEqual(["en", "en", "en", "en", "en"]);
  expect(["en", "de", "es", "ar"].map(directionOf)).toEqual(["ltr", "ltr", "ltr", "rtl"]);
});

it("writes numbers as the locale does, in Latin digits, and what nobody knows in English", () => {
  expect(writtenLocale("ar-EG")).toBe("ar-EG-u-ca-gregory-nu-latn");
  expect(writtenLocale("de_AT")).toBe("de-AT-u-ca-gregory-nu-latn");
  expect(writtenLocale("no such tag")).toBe("en-u-ca-gregory-nu-latn");
});

it("asks the browser until somebody has signed in, and keeps his locale from then on", () => {
  expect(navigator.languages).toContain(keptLocale());
  expect(keepLocale("de-AT")).toBe(true);
  expect(keptLocale()).toBe("de-AT");
});

it("needs another page for another language, not for another region", () => {
  expect(needsOtherTexts("en-GB")).toBe(false);
  expect(needsOtherTexts("fr-FR")).toBe(false);
  expect(needsOtherTexts("ar")).toBe(true);
  expect(keptLocale()).toBe("ar");
});
