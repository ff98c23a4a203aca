import type { Messages } from "../en";

export const settings: Messages["settings"] = {
  title: "Einstellungen",
  lead: "Wie die Konsole für Sie aussieht und spricht. Für andere ändert sich nichts.",
  language: "Sprache und Region",
  texts: "Sprache der Oberfläche",
  region: "Zahlen und Daten in der Schreibweise von",
  region_hint: (tag: string) => `Wird als ${tag} gespeichert und gilt in jedem Browser, in dem Sie sich anmelden.`,
  no_texts: "In Ihrer Sprache gibt es noch keine Texte. Sie lesen englische, mit Ihren eigenen Zahlen und Daten.",
  example: "Beispiel",
  page_loads: "Die Seite wird einmal in der neuen Sprache geladen.",
};
