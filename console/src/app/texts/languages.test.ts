import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../language";
import { en } from "./en";
import { SAME } from "./same";

type Texts = { [key: string]: Text };
type Text = string | readonly Text[] | Texts | ((...given: never[]) => string);

const FOLDERS = import.meta.glob<Record<string, Texts>>("./*/index.ts", { eager: true });
const textsOf = (language: string): Texts => FOLDERS[`./${language}/index.ts`]?.[language] ?? {};
const OTHERS = Object.keys(LANGUAGES).filter((language) => language !== "en");

/** "invoices.empty.title" -> the text, of a function what it is written as: what is compared is every single thing that is said. */
function flat(texts: Text, path = ""): Map<string, string> {
  if (typeof texts === "string") return new Map([[path, texts]]);
  if (typeof texts === "function") return new Map([[path, `${texts.length} given: ${String(texts)}`]]);
  const under = (key: string) => (path ? `${path}.${key}` : key);
  return new Map(Object.entries(texts).flatMap(([key, text]) => [...flat(text as Text, under(key))]));
}

const ENGLISH = flat(en as unknown as Texts);
const given = (text: string) => /^\d+ given/.exec(text)?.[0] ?? "text";
/** Not where it is only told what to show: `${percent} %`. */
const saysWords = (text: string) =>
  /\p{L}/u.test(text.replace(/^.*?=>/s, "").replaceAll(/\$\{[^}]*\}|\\u[\da-f]{4}/g, ""));
const bare = (text: string) => text.replaceAll(/\s+/g, " ");

it("offers every language that there is a folder for, and no other", () => {
  const folders = Object.keys(FOLDERS).map((path) => path.split("/")[1]);
  expect(
    folders.toSorted(),
    "A folder of texts is offered in LANGUAGES of app/language.ts, loaded in app/messages.ts.",
  ).toEqual(Object.keys(LANGUAGES).toSorted());
});

describe.each(OTHERS)("%s", (language) => {
  const texts = flat(textsOf(language));

  it("says everything that English says, and nothing else", () => {
    const missing = [...ENGLISH.keys()].filter((key) => !texts.has(key));
    const unknown = [...texts.keys()].filter((key) => !ENGLISH.has(key));
    const remedy = `Add to texts/${language} what texts/en has, and remove there what it has not.`;
    expect({ missing, unknown }, remedy).toEqual({ missing: [], unknown: [] });
  });

  it("takes what English takes", () => {
    const otherwise = [...texts].filter(([key, text]) => given(text) !== given(ENGLISH.get(key) ?? ""));
    expect(
      otherwise.map(([key]) => key),
      "A text that is told something (a count, a name) must be told it in every language, whether it says it or not: `(_count) => …`.",
    ).toEqual([]);
  });

  it("is translated, but for what is the same word in both", () => {
    const reviewed = [...SAME.every, ...(SAME[language as "de"] ?? [])];
    const same = [...texts].filter(([key, text]) => saysWords(text) && bare(text) === bare(ENGLISH.get(key) ?? ""));
    const keys = same.map(([key]) => key);
    expect(
      keys.filter((key) => !reviewed.includes(key)),
      "These say what English says. Translate them, or, where the word is the same in both, add their keys to texts/same.ts.",
    ).toEqual([]);
    expect(
      reviewed.filter((key) => !keys.includes(key)),
      "These are translated by now: remove their keys from texts/same.ts.",
    ).toEqual([]);
  });

  it("leaves no text empty that English says, and no blank at an end where English has none", () => {
    const careless = [...texts].filter(([key, text]) => {
      const english = ENGLISH.get(key) ?? "";
      return (text === "") !== (english === "") || (text !== text.trim() && english === english.trim());
    });
    expect(careless.map(([key]) => key)).toEqual([]);
  });
});
