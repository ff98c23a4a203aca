/** ISO 4217 currencies whose minor unit is not the hundredth, as the server counts them (kernel/money.py). A browser shows forint and dinars as shops do, without it. */
const NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND";

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...NO_DIGITS.split(" ").map((code) => [code, 0] as const),
  ...THREE_DIGITS.split(" ").map((code) => [code, 3] as const),
]);

/** The digits of a currency's minor unit: what an amount in it is rounded to. */
export const currencyDigits = (currency: string): number => DIGITS.get(currency) ?? 2;
