import type { Messages } from "../en";

/** Drafts, one-off lines and thresholds. */
export const drafts: Messages["drafts"] = {
  issue: "Jetzt ausstellen",
  issue_body: (amount) =>
    `Aus dem Entwurf über ${amount} wird eine Rechnung mit Nummer, mit der bis jetzt eingetroffenen Nutzung. Ab dann wird sie geschuldet und nicht mehr geändert.`,
  issued: (number) => `Rechnung ${number} wurde ausgestellt.`,
  /** Before a day, where "Issued" is the head of the column. */
  on: "voraussichtlich am",
  issued_on: "Wird ausgestellt am",
  notice:
    "Ein Entwurf wird nicht geschuldet. Er wird mit jeder verspäteten Nutzung neu erstellt, bis zur Ausstellung am",
  stands: "Der Entwurf steht und nimmt bis zur Ausstellung verspätete Nutzung auf.",
  open: "Entwurf öffnen",
};

export const thresholds: Messages["thresholds"] = {
  reached: (amounts) => `Nutzung, die vor Steuer ${amounts} erreicht, wird sofort im laufenden Zeitraum berechnet.`,
  or: " oder ",
};

export const items: Messages["items"] = {
  title: "Wartende Einmalpositionen",
  note: "für die nächste Rechnung in ihrer Währung",
  none: "Keine. Was hier erfasst wird, kommt auf die nächste Rechnung.",
  some: (count) => (count === 1 ? "Die neueste wird gezeigt." : `Die neuesten ${count} werden gezeigt.`),
  entered: "Erfasst am",
  by: (name) => `von ${name}`,
  add: "Einmalposition hinzufügen",
  add_hint:
    "Sie wartet auf die nächste Rechnung des Unternehmens. Steht sonst nichts an, macht der nächste Rechnungslauf eine daraus.",
  added: (description) => `${description} wartet auf die nächste Rechnung.`,
  unit_amount: (currency) => `Einzelpreis in ${currency}`,
  unit_amount_plain: "Einzelpreis",
  discount_hint: "Unter null ist es ein Rabatt.",
  discount: "Ein Rabatt:",
  discount_waits:
    "Ein Rabatt mindert die Rechnung, die ihn aufnimmt, und kehrt sie nie um: Er wartet ungeteilt, bis eine Rechnung ihn tragen kann. Zurückgezahlt wird über Gutschriften.",
  unit: "Einheit",
  tax_percent: "Steuer in %",
  tax_hint: "Leer: der Satz des Unternehmens.",
  no_module: "Kein Modul",
  module: "Gedruckt unter",
  line: (position) => `Position ${position}`,
  another: "Weitere Position hinzufügen",
  leave_out: (position) => `Position ${position} weglassen`,
  comes_to: "Ergibt",
  sum: "Zusammen, noch ohne Aussage zur Steuer",
  invoice_now: "Jetzt berechnen",
  invoice_hint: "Eine Rechnung nur über diese Positionen, sofort ausgestellt. Was wartet, wartet weiter.",
  below_zero: "Eine Rechnung kann nicht weniger als null ergeben. Zurückgezahlt wird über Gutschriften.",
  delete: "Zurücknehmen",
  delete_of: (description) => `${description} zurücknehmen`,
  delete_body: (description, amount) => `${description} (${amount}) kommt auf keine Rechnung.`,
  deleted: "Die Position wurde zurückgenommen.",
  badge: "einmalig",
};
