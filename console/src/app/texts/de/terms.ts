import type { Messages } from "../en";

/** How a company is billed, and what paying early saves. */
export const terms: Messages["terms"] = {
  title: "Abrechnungsbedingungen",
  note: "für künftige Rechnungen",
  grace_days: "Karenztage",
  grace_hint: "Vom Ende eines Zeitraums bis zur Ausstellung seiner Rechnung: Verspätete Nutzung kommt noch darauf.",
  net_days: "Zahlungsziel in Tagen",
  net_hint: "Ab Ausstellung. Leer: wie beim Rechnungssteller.",
  thresholds: {
    title: "Sofort berechnen",
    hint: "Wenn noch nicht berechnete Nutzung einen Betrag erreicht, vor Steuer. Ein Betrag je Währung.",
    field: (position, column) => `Betrag ${position}: ${column}`,
    add: "Betrag hinzufügen",
    remove: (position) => `Betrag ${position} entfernen`,
  },
  early: "Skonto",
  early_days: "Bezahlt binnen Tagen",
  early_hint: "Gezählt ab dem Tag der Ausstellung.",
  late: "Säumnisgebühr",
  late_days: "Nach Tagen",
  late_hint: "Gezählt ab dem letzten Zahlungstag; einmal berechnet.",
  kinds: { none: "Ohne", percent: "Prozent", amount: "Betrag" },
  percent: "Prozent",
  amount: "Betrag",
  amount_hint: "In der Währung der Rechnung.",
  cap: "Höchstens",
  cap_hint: "Leer: unbegrenzt.",
  save: "Bedingungen speichern",
  pay_until: (day, amount, instead) => `Bei Zahlung bis ${day}: ${amount} statt ${instead}.`,
};
