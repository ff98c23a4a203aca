import type { Messages } from "../en";

export const calls: Messages["calls"] = {
  lead: "Anrufdatensätze, wie sie eingetroffen sind, jeder einmal tarifiert.",
  parties: "Von → an",
  detail: "Anruf",
  rating: "Tarifierung",
  unrated: "Nicht tarifiert: Bei Beginn dieses Anrufs deckte ihn kein Abonnement ab.",
  rating_as_told: "Wie gemeldet, vor der Korrektur.",
  as_told: (duration) => `(gemeldet: ${duration})`,
  corrected: "Korrigiert",
  void: "Storniert",
  corrections: "Korrekturen",
  no_corrections: "Es wurde nichts korrigiert.",
  counts_nothing: "Zählt nicht",
  counts: (duration) => `Zählt als ${duration}`,
  stands: "Gültig",
  causes: {
    told: "Er wurde falsch gemeldet.",
    price: "Sein Preis wurde korrigiert.",
    subscription: "Er wurde nach seiner Korrektur tarifiert.",
  },
  correct: "Diesen Anruf korrigieren",
  correct_hint: "Das Gemeldete bleibt. Der nächste Rechnungslauf bucht die Differenz als eigene Position.",
  what_counts: "Was zählen soll",
  ways: {
    length: { label: "Eine andere Dauer", hint: "Der Anruf wird neu tarifiert." },
    void: {
      label: "Nichts",
      hint: "Der Anruf wird storniert: Er kostet nichts, und bereits Abgerechnetes wird gutgeschrieben.",
    },
    revive: { label: "Doch der Anruf", hint: "Er zählt wieder, wie er vor der Stornierung stand." },
  },
  billable_seconds: "Abrechenbare Sekunden",
  reason: "Grund",
  reason_hint: "Eine Zeile, mit Ihrem Namen gespeichert.",
  correction_made: "Der Anruf wurde korrigiert.",
  source_id: (source) => `ID bei ${source}`,
  any_disposition: "Jedes Ergebnis",
  any_module: "Jedes Modul",
  only_agent: (agent) => `Agent ${agent}`,
  empty: { title: "Noch keine Anrufe", body: "Sie erscheinen hier, sobald die Telefonanlage sie meldet." },
};

export const usage: Messages["usage"] = {
  lead: "Was genutzt wurde und was es bisher ergibt.",
  current: "Laufender Zeitraum",
  current_note: "je Modul und Zähler",
  group_by: "Gegliedert",
  by_group: { day: "Nach Tag", module: "Nach Modul", meter: "Nach Zähler", agent: "Nach Agent" },
  groups: {
    day: "Tag",
    month: "Monat",
    module: "Modul",
    meter: "Zähler",
    agent: "Agent",
    company: "Unternehmen",
  },
  days: "Tage",
  ranges: {
    days_7: "Letzte 7 Tage",
    days_30: "Letzte 30 Tage",
    days_90: "Letzte 90 Tage",
    month: "Laufender Monat",
    last_month: "Vormonat",
  },
  own_days: "Gewählte Tage",
  events_counted: "Nutzungsereignisse",
  rated_calls: "Tarifierte Anrufe",
  nothing_rated: "An diesen Tagen wurde kein Anruf tarifiert; andere Nutzung wird je Zeitraum tarifiert.",
  several_currencies: "Beträge in mehreren Währungen haben keinen gemeinsamen Maßstab: siehe Tabelle.",
  more_below: (count) => `und ${count} weitere unten`,
  no_agent: "Ohne Agent",
  report_by: (group) => `Nutzung nach ${group}`,
  show_all: (count) => `Alle ${count} anzeigen`,
  calls_of: (name) => `Anrufe: ${name}`,
  only_meter: (meter) => `Zähler ${meter}`,
  csv: "CSV",
  rated_so_far: "Bisher tarifiert",
  unsubscribed: "Ohne Abonnement",
  no_days: "An diesen Tagen gibt es keine Nutzung.",
  empty: {
    title: "Noch keine Nutzung in diesem Zeitraum",
    body: "Abonnieren Sie ein Modul und melden Sie dann Nutzung für seinen Zähler.",
  },
};

const days = (count: number) => (count === 1 ? "1 Tag" : `${count} Tage`);

export const marketplace: Messages["marketplace"] = {
  lead: "Module für Ihr Callcenter.",
  subscribed: "Abonniert",
  plans: (count) => (count === 1 ? "1 Tarif" : `${count} Tarife`),
  subscribe: "Abonnieren",
  subscribe_title: (module) => `${module} abonnieren`,
  subscribe_body: (company, plan) => `${company} abonniert ab jetzt den Tarif ${plan}.`,
  due_in_advance: "Eine im Voraus fällige Gebühr steht auf der nächsten Rechnung.",
  trial: (count) => `${days(count)} kostenlos`,
  trial_then: (count, cost) => `${days(count)} kostenlos, danach ${cost}.`,
  trial_once: "Ein Probezeitraum wird einmal je Unternehmen und Modul gewährt.",
  subscribed_to: (module) => `${module} wurde abonniert.`,
  current_plan: "Aktueller Tarif: verwalten",
  change_plan: "In diesen Tarif wechseln",
  choose_company: "Wählen Sie oben links ein Unternehmen, um für es zu abonnieren.",
  empty: {
    title: "Der Katalog ist leer",
    body: "Module erscheinen hier, sobald der Betreiber sie veröffentlicht.",
  },
};

export const subscriptions: Messages["subscriptions"] = {
  lead: "Welche Module in welchem Tarif laufen.",
  current_period: "Laufender Zeitraum",
  ends: "Endet",
  will_end: "Endet am",
  change: "Tarif wechseln",
  change_hint: "Der Rest des Zeitraums wird anteilig berechnet, wie der Tarif es vorsieht.",
  change_when: "Zeitpunkt",
  change_whens: { now: "Sofort", next_period: "Zu Beginn des nächsten Zeitraums" },
  changed: "Der Tarif wurde gewechselt.",
  upcoming: (plan) => `Wechsel in den Tarif ${plan} am`,
  no_other_plan: "Dieses Modul hat keinen anderen Tarif.",
  cancel: "Abonnement kündigen",
  cancel_title: (module) => `${module} kündigen?`,
  canceled: "Das Abonnement wurde gekündigt.",
  keep: "Behalten",
  resume: "Doch behalten",
  resumed: (module) => `${module} läuft weiter.`,
  when: "Wann soll es enden?",
  whens: {
    period_end: { label: "Am Ende des Zeitraums", hint: "Bis dahin bleibt es nutzbar; es wird nichts erstattet." },
    now: { label: "Sofort", hint: "Der Rest des Zeitraums wird gutgeschrieben, wie der Tarif es vorsieht." },
  },
  trial: {
    runs: "Probezeitraum: Es wird nichts berechnet. Kostenpflichtig ab",
    leave: "Ab heute kostenpflichtig nutzen",
    done: "Der Probezeitraum ist beendet; das Abonnement ist ab heute kostenpflichtig.",
  },
  pausing: {
    pause: "Pausieren",
    title: (module) => `${module} pausieren?`,
    body: "Während einer Pause wird nichts berechnet und keine Nutzung abgedeckt. Die Abrechnungszeiträume bleiben, wie sie sind.",
    when: "Wann soll sie beginnen?",
    starts: {
      next_period: { label: "Mit dem nächsten Zeitraum", hint: "Was bezahlt ist, bleibt bis dahin nutzbar." },
      now: {
        label: "Heute",
        hint: "Der heutige Tag wird nicht mehr berechnet; der Rest des Zeitraums wird gutgeschrieben, wie der Tarif es vorsieht.",
      },
    },
    until: "Erster Tag nach der Pause",
    until_hint: "Lassen Sie das Feld leer, um die Pause selbst zu beenden. Dieser Tag wird berechnet.",
    done: "Die Pause ist eingerichtet.",
    from: "Pausiert ab",
    up_to: "bis ausschließlich",
    open: "bis die Pause beendet wird",
  },
  unpausing: { leave: "Pause beenden", done: "Die Pause ist beendet." },
  timeline: {
    title: "Verlauf",
    planned: "Geplant",
    past: "Bisher",
    incomplete: "Die ältesten Belege sind ausgelassen.",
    kinds: {
      started: "Beginn",
      trial_started: "Probezeitraum",
      trial_ended: "Ende der Probe",
      plan_changed: "Tarif",
      quantity_changed: "Menge",
      currency_changed: "Währung",
      paused: "Pause",
      unpaused: "Fortsetzung",
      price_changed: "Preis",
      renewal: "Verlängerung",
      proration: "Anteilig",
      invoice: "Rechnung",
      canceled: "Gekündigt",
      ended: "Ende",
    },
  },
  empty: { title: "Noch keine Abonnements", body: "Wählen Sie ein Modul im Marktplatz." },
};

/** Units that the catalogue names in English, one and several; an unknown one is shown as it is. */
const UNITS: Record<string, readonly [string, string]> = {
  call: ["Anruf", "Anrufe"],
  minute: ["Minute", "Minuten"],
  second: ["Sekunde", "Sekunden"],
  hour: ["Stunde", "Stunden"],
  day: ["Tag", "Tage"],
  week: ["Woche", "Wochen"],
  month: ["Monat", "Monate"],
  year: ["Jahr", "Jahre"],
  period: ["Zeitraum", "Zeiträume"],
  booking: ["Terminbuchung", "Terminbuchungen"],
  summary: ["Zusammenfassung", "Zusammenfassungen"],
  line: ["Leitung", "Leitungen"],
  calendar: ["Kalender", "Kalender"],
  event: ["Nutzungsereignis", "Nutzungsereignisse"],
  block: ["Block", "Blöcke"],
  package: ["Paket", "Pakete"],
  message: ["Nachricht", "Nachrichten"],
  page: ["Seite", "Seiten"],
  seat: ["Platz", "Plätze"],
  user: ["Benutzer", "Benutzer"],
  unit: ["Einheit", "Einheiten"],
  Einheit: ["Einheit", "Einheiten"],
};

/** Units come from prices in the singular. */
export const unit: Messages["unit"] = (name, quantity) => {
  const [one, several] = UNITS[name] ?? [name, name];
  return quantity === "1" || quantity === "-1" ? one : several;
};

export const prices: Messages["prices"] = {
  per_unit: (amount, name) => `${amount} / ${unit(name, "1")}`,
  from: (price) => `ab ${price}`,
  committed: (amount) => `mindestens ${amount}`,
  commitment: "Was die anderen Preise des Tarifs davon übrig lassen, wird beim Abschluss des Zeitraums fällig.",
  per_minute: (amount) => `${amount} / Minute`,
  per_lot: (amount, size, name) => `${amount} / ${size} ${name}`,
  percent: (percent) => `${percent} %`,
  percent_and_fixed: (percent, amount) => `${percent} % + ${amount} je Nutzungsereignis`,
  tiers: (model) => `Stufen: ${model}`,
  each: "Je Einheit",
  flat: "Pauschale",
  block: "Verkauft in",
  one_by_one: "einzelnen Einheiten",
  block_of: (size) => `Blöcken zu ${size}`,
  volume: "Volumen",
  share: "Prozentsatz",
  free_units: (quantity, name) => `${quantity} ${name} kostenlos; ein angefangenes Paket zählt ganz.`,
  whole_packages: "Ein angefangenes Paket zählt ganz.",
  free_events: (events) =>
    events === 1
      ? "Kein Betrag für das erste Nutzungsereignis."
      : `Kein Betrag für die ersten ${events} Nutzungsereignisse.`,
  free_volume: (amount) => `Kein Prozentsatz auf die ersten ${amount}.`,
  first: (to) => `bis ${to}`,
  range: (from, to) => `über ${from} bis ${to}`,
  above: (from) => `über ${from}`,
  call_steps: "Stufen eines Anrufs",
  from_second: "Ab",
  increment: "Takt",
  minute: "Je Minute",
  second: (second) => `Sekunde ${second}`,
  seconds: (seconds) => `${seconds} s`,
  connect_fee: (amount) => `Zuzüglich ${amount} je verbundenem Anruf.`,
  band: (weekdays, from, to, zone) => `Stufen eines Anrufs, ${weekdays} ${from}–${to} (${zone})`,
  outside_bands: "Stufen eines Anrufs zu allen anderen Zeiten",
  weekdays: { mon: "Mo", tue: "Di", wed: "Mi", thu: "Do", fri: "Fr", sat: "Sa", sun: "So" },
  caps: {
    free: (amount) => `Ein Anruf kostet höchstens ${amount}.`,
    disconnect: (amount) => `Der Anruf wird beendet, wenn er ${amount} gekostet hat.`,
  },
};

export const priceModels: Messages["price_models"] = {
  flat: "Pauschalpreis",
  per_unit: "Preis je Einheit",
  graduated: "Staffelpreis",
  volume: "Mengenpreis",
  package: "Paketpreis",
  percentage: "Prozentsatz",
  graduated_percentage: "Gestaffelter Prozentsatz",
  call: "Preis je Anruf",
  commitment: "Mindestumsatz",
};

export const timings: Messages["timings"] = {
  advance: "im Voraus abgerechnet",
  arrears: "nach dem Zeitraum abgerechnet",
};

export const proration: Messages["proration"] = {
  second: "Anteilige Berechnung nach Sekunden.",
  day: "Anteilige Berechnung nach Kalendertagen.",
  day30: "Anteilige Berechnung nach einem Monat mit 30 Tagen.",
  none: "Keine anteilige Berechnung.",
};

export const intervals: Messages["intervals"] = (interval, count) =>
  count === 1 ? `/ ${unit(interval, "1")}` : `/ ${count} ${unit(interval, String(count))}`;
