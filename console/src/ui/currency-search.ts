export type CurrencyName = { code: string; name: string; symbol: string };

/** The ten that are traded most (BIS, 2025): who opens the list mostly wants one of them. */
const TRADED_MOST = ["USD", "EUR", "JPY", "GBP", "CNY", "CHF", "AUD", "CAD", "HKD", "SGD"];

const place = (code: string) => (TRADED_MOST.indexOf(code) + TRADED_MOST.length + 1) % (TRADED_MOST.length + 1);

/** Those that are traded most first, then by code. */
export function inOrder<T extends CurrencyName>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => place(a.code) - place(b.code) || (a.code < b.code ? -1 : 1));
}

/** What fits what was typed, the best first: the code, the sign, a word of the name, anything in it. Accents and case are no matter. */
export function matching<T extends CurrencyName>(all: readonly T[], typed: string): T[] {
  const wanted = folded(typed.trim());
  if (wanted === "") return [...all];
  return all
    .map((one) => ({ one, fit: fitOf(one, wanted) }))
    .filter(({ fit }) => fit < NO_FIT)
    .toSorted((a, b) => a.fit - b.fit)
    .map(({ one }) => one);
}

const NO_FIT = 5;

function fitOf({ code, name, symbol }: CurrencyName, wanted: string): number {
  const [codeText, nameText] = [folded(code), folded(name)];
  if (codeText === wanted) return 0;
  if (codeText.startsWith(wanted)) return 1;
  if (folded(symbol) === wanted) return 2;
  if (nameText.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 3;
  return nameText.includes(wanted) ? 4 : NO_FIT;
}

const folded = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
