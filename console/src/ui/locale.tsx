import { createContext, useContext, type ReactNode } from "react";

/** How numbers and times are written: the reader's locale, the selected company's zone. */
export type Locale = { locale: string; zone: string };

const LocaleContext = createContext<Locale>({ locale: "en", zone: "UTC" });

export function LocaleProvider({ value, children }: { value: Locale; children: ReactNode }) {
  return <LocaleContext value={value}>{children}</LocaleContext>;
}

export const useLocale = (): Locale => useContext(LocaleContext);
