import type { Messages } from "../en";

/** What payment providers tell by themselves. */
export const notices: Messages["notices"] = {
  title: "Anbietermeldungen",
  lead: "Was Zahlungsanbieter gemeldet haben, jedes Ereignis einmal, und was daraus wurde.",
  notice: "Meldung",
  kind: "Ereignis",
  about: "Betrifft",
  abouts: {
    charge: "Abbuchung",
    refund: "Erstattung",
    dispute: "Zahlungsanfechtung",
    setup: "Gespeicherte Zahlungsmethode",
    arrangement: "Zahlungsvereinbarung",
    payout: "Auszahlung",
  },
  effect: "Wirkung",
  no_effect: "Sie wurde noch nicht verarbeitet.",
  told: "Gemeldet",
  received: "Eingegangen",
  handled: "Verarbeitet",
  came: "Eingangsweg",
  polled: "In der Liste des Anbieters gefunden",
  delivered: (times) => (times === 1 ? "Einmal zugestellt" : `${times}-mal zugestellt`),
  polled_and_delivered: (times) =>
    times === 1
      ? "In der Liste des Anbieters gefunden, einmal zugestellt"
      : `In der Liste des Anbieters gefunden, ${times}-mal zugestellt`,
  event_id: "ID beim Anbieter",
  reference: "Objekt beim Anbieter",
  body: "Was gesendet wurde",
  any_provider: "Jeder Anbieter",
  states: {
    received: "Eingegangen",
    waiting: "Wartet",
    done: "Erledigt",
    ignored: "Ignoriert",
    failed: "Fehlgeschlagen",
  },
  replay: "Erneut verarbeiten",
  replay_hint: "Unschädlich: Der wahre Stand wird beim Anbieter abgerufen, und nichts wird doppelt gezählt.",
  replayed: "Die Meldung wird erneut verarbeitet.",
  empty: { title: "Noch keine Meldungen", body: "Sie erscheinen hier, sobald Zahlungsanbieter sie senden." },
};
