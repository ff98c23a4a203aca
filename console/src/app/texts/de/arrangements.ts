import type { Messages } from "../en";

/** Payments on account that a provider collects by a schedule of its own. */
export const arrangements: Messages["arrangements"] = {
  lead: "Feste Beträge, die ein Anbieter nach eigenem Terminplan einzieht. Eingänge bezahlen die ältesten offenen Rechnungen.",
  choose: "Wählen Sie oben links ein Unternehmen, um mit ihm Zahlungen zu vereinbaren.",
  arrangement: "Zahlungsvereinbarung",
  every: {
    week: (count) => (count === 1 ? "jede Woche" : `alle ${count} Wochen`),
    month: (count) => (count === 1 ? "jeden Monat" : `alle ${count} Monate`),
    year: (count) => (count === 1 ? "jedes Jahr" : `alle ${count} Jahre`),
  },
  title: (amount, every) => `${amount} ${every}`,
  schedule: "Terminplan",
  next: "Nächste Abbuchung",
  no_next: "Keine weitere Abbuchung",
  next_unknown: "Noch nicht bekannt",
  starts: "Beginnt",
  ends: "Endet",
  ends_after: (charges) => (charges === 1 ? "Nach 1 Abbuchung" : `Nach ${charges} Abbuchungen`),
  until_cancelled: "Mit der Kündigung",
  received: "Eingegangen",
  received_note: (paid) =>
    paid === 0 ? "Noch nichts" : paid === 1 ? "durch 1 Abbuchung" : `durch ${paid} Abbuchungen`,
  received_of: (paid, most) => (most === 1 ? `durch ${paid} von 1 Abbuchung` : `durch ${paid} von ${most} Abbuchungen`),
  latest: "aus den letzten 100",
  made: "Vereinbart am",
  made_by: "Vereinbart von",
  ended: "Beendet",
  reference: "Referenz beim Anbieter",
  cancelling: "Wird gekündigt",
  /** What a state means for the money. */
  means: {
    starting: (provider) => `${provider} wird darum gebeten. Noch wird nichts eingezogen.`,
    awaiting_approval: (provider) => `Der Zahler hat bei ${provider} noch nicht zugestimmt. Es wird nichts eingezogen.`,
    active: (provider) => `${provider} zieht automatisch ein. Rechnungen warten darauf, bis sie überfällig sind.`,
    past_due: (provider) =>
      `Die letzte Abbuchung ist fehlgeschlagen. ${provider} versucht es nach eigenem Terminplan erneut.`,
    cancelled: () => "Es wird nichts mehr eingezogen. Bisherige Eingänge zählen.",
    ended: () => "Alles Vereinbarte ist eingegangen.",
  },
  cancelling_means: (provider) => `${provider} wird angewiesen, nichts mehr abzubuchen. Bisherige Abbuchungen zählen.`,
  approve: {
    title: (provider) => `${provider} wartet auf den Zahler`,
    payer: "Sie stimmen auf der Seite des Anbieters zu und kehren hierher zurück. Bis dahin wird nichts eingezogen.",
    operator: "Senden Sie dem Zahler diesen Link. Bis er dort zugestimmt hat, wird nichts eingezogen.",
    act: (provider) => `Bei ${provider} zustimmen`,
  },

  charges: "Abbuchungen",
  no_charges: "Der Anbieter hat noch nichts abgebucht.",
  charged: "Abgebucht",
  pays: "Bezahlt",
  failures: (count) => (count === 1 ? "einmal fehlgeschlagen" : `${count}-mal fehlgeschlagen`),
  fee: "Gebühr",
  receipt: "Quittung",
  // Shown after an amount in lower case: no noun.
  as_credit: "Gutgeschrieben",

  make: "Zahlungen vereinbaren",
  make_hint:
    "Der Anbieter zieht automatisch Abschläge ein. Rechnungen bleiben, wie sie sind, und werden davon bezahlt.",
  from: "Eingezogen von",
  other_page: (provider) => `Ein Konto bei ${provider}`,
  other_page_hint: (provider) =>
    `Der Zahler stimmt auf der Seite von ${provider} zu; der Link wird anschließend gezeigt.`,
  none: "Es gibt keine Zahlungsmethode, von der nach Terminplan eingezogen werden kann. Fügen Sie zuerst eine Karte hinzu.",
  amount: "Betrag",
  interval_count: "Alle",
  interval: "Intervall",
  intervals: { week: "Wochen", month: "Monate", year: "Jahre" },
  starts_at: "Erste Abbuchung",
  starts_hint: (zone) => `Leer: sofort. Zeiten in ${zone}.`,
  charges_max: "Endet nach so vielen Abbuchungen",
  charges_hint: "Leer: bis zur Kündigung.",
  half_typed: "Geben Sie an, wie viel und wie oft.",
  made_toast: "Der Anbieter wird darum gebeten.",

  cancel: "Vereinbarung kündigen",
  cancel_title: "Diese Zahlungsvereinbarung kündigen?",
  cancel_body: (provider) =>
    `${provider} bucht nichts mehr ab. Bisherige Abbuchungen zählen; Rechnungen werden wieder eingezogen wie zuvor.`,
  keep: "Behalten",
  cancel_asked: (provider) => `${provider} wird angewiesen.`,
  empty: {
    title: "Keine Zahlungsvereinbarungen",
    body: "Vereinbaren Sie, dass ein Anbieter einen festen Betrag einzieht, zum Beispiel monatlich.",
  },
};
