import type { Messages } from "../en";

export const signIn: Messages["sign_in"] = {
  title: "Anmelden",
  lead: "bei der Abrechnung Ihres Callcenters",
  submit: "Anmelden",
  demo: "Dies ist die Demo. Anmelden als",
  operator: "Betreiber",
};

export const roles: Messages["roles"] = {
  super_admin: "Hauptadministration",
  company_admin: "Unternehmensadministration",
  finance_manager: "Finanzleitung",
  operations_manager: "Betriebsleitung",
  team_member: "Teammitglied",
};

export const users: Messages["users"] = {
  lead: "Wer sich anmelden darf und wozu er berechtigt ist.",
  create: "Benutzer hinzufügen",
  created: (name) => `${name} wurde hinzugefügt`,
  operator: "Betreiber",
  belongs_to: (company) => (company ? `Ein Benutzer von ${company}` : "Ein Benutzer des Betreibers"),
  initial_password: "Erstes Passwort",
  initial_hint: "Geben Sie es auf sicherem Weg weiter. Es wird nur jetzt angezeigt.",
  active: "Darf sich anmelden",
  active_hint: "Ein deaktivierter Benutzer wird sofort überall abgemeldet.",
  empty: { title: "Noch keine Benutzer", body: "Fügen Sie den ersten Benutzer dieses Unternehmens hinzu." },
};

export const companies: Messages["companies"] = {
  lead: "Die Unternehmen, die Module beziehen.",
  create: "Unternehmen anlegen",
  created: (name) => `${name} wurde angelegt.`,
  anniversary: "Je Abonnement",
  identity: "Unternehmen",
  billing_profile: "Rechnungsprofil",
  profile_note: "Ab jetzt auf Rechnungen gedruckt",
  slug_hint: "Kleinbuchstaben, Ziffern und Bindestriche. Kurzname, Zeitzone und Währung bleiben unverändert.",
  cycle_hint: "Tag des Monats, 1 bis 31. Leer: der Stichtag des jeweiligen Abonnements.",
  address_hint: "Zeilen durch Kommas getrennt.",
  country_hint: "Zwei Buchstaben, zum Beispiel DE.",
  tax_hint: "Als Bruchteil mit Punkt: 0.19 sind 19 %.",
  tax_inclusive_hint: "Die Preise enthalten die Steuer; andernfalls kommt sie hinzu.",
  tax_rates: "Weitere Steuersätze",
  tax_rates_hint: "Nach Steuerschlüssel, für Preise mit einem solchen. Für alle anderen gilt der Satz oben.",
  tax_code: "Steuerschlüssel",
  tax_rate_field: (position, column) => `Weiterer Satz ${position}: ${column}`,
  add_tax_rate: "Steuersatz hinzufügen",
  remove_tax_rate: (position) => `Weiteren Satz ${position} entfernen`,
  tax_code_twice: (code) => `Für ${code} gibt es bereits einen Satz.`,
  empty: {
    title: "Noch keine Unternehmen",
    body: "Legen Sie das erste Unternehmen an, um ihm Module zu verkaufen.",
  },
};

export const clocks: Messages["clocks"] = {
  test_company: "Ein Testunternehmen mit eigener Uhr",
  test_company_hint: "Seine Zeit steht, bis Sie sie vorstellen. Es wird nie ein echtes Unternehmen.",
  begins: "Seine Uhr beginnt am",
  begins_hint: "Um Mitternacht am Ort des Unternehmens.",
  badge: (day) => `Testuhr: ${day}`,
  title: "Testuhr vorstellen",
  advance: "Uhr vorstellen",
  moving: "Uhr wird vorgestellt",
  stands: "Die Uhr steht auf",
  on_its_way: "das Ziel ist",
  note: "Alles, was bis zur neuen Zeit geschähe, geschieht der Reihe nach. Währenddessen kann niemand sonst das Unternehmen ändern.",
  by: "Vorstellen um",
  steps: [
    ["P1D", "Einen Tag"],
    ["P7D", "Eine Woche"],
    ["P1M", "Einen Monat"],
    ["P3M", "Drei Monate"],
    ["P1Y", "Ein Jahr"],
    ["other", "Bis zu einem Tag …"],
  ],
  to: "Bis zum Beginn von",
  to_hint: "Mitternacht UTC, höchstens zwei Jahre voraus.",
  share: (percent) => `${percent} % des Weges`,
  ended:
    "Niemand stellt sie mehr vor. Stellen Sie sie erneut vor, um von hier weiterzumachen; was schiefging, steht in der Liste der Hintergrundaufträge.",
};

export const profile: Messages["profile"] = {
  you: "Ihre Angaben",
  password: "Passwort und Sitzungen",
  sessions: "Wo Sie angemeldet sind",
  device: "Browser",
  address: "Adresse",
  last_seen: "Zuletzt aktiv",
  this_session: "Diese Sitzung",
  end_session: "Abmelden",
  api_keys: "API-Schlüssel",
  current_password: "Aktuelles Passwort",
  new_password: "Neues Passwort",
  password_hint: "Mindestens 12 Zeichen. Andere Sitzungen werden abgemeldet.",
  change_password: "Passwort ändern",
  password_changed: "Das Passwort wurde geändert.",
  theme: "Design",
  themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
};

export const apiKeys: Messages["api_keys"] = {
  lead: "für Maschinen, die Anrufdatensätze übermitteln",
  create: "Schlüssel erstellen",
  created: "Der Schlüssel wurde erstellt",
  secret: "Geheimnis",
  secret_hint:
    "Kopieren Sie das Geheimnis jetzt. Gespeichert wird nur ein Hash, daher kann es nicht erneut angezeigt werden.",
  name_hint: "Wo er verwendet wird, zum Beispiel „Telefonanlage Hamburg“.",
  expires_hint: "Leer: bis er widerrufen wird.",
  begins: "Beginnt mit",
  count: (count) => (count === 1 ? "1 Berechtigung" : `${count} Berechtigungen`),
  action: "Aktion",
  revoke: "Widerrufen",
  revoked: "Widerrufen",
  revoked_now: (name) => `${name} wurde widerrufen.`,
  revoke_title: (name) => `${name} widerrufen?`,
  revoke_body: "Maschinen, die ihn verwenden, werden ab jetzt abgewiesen. Das lässt sich nicht rückgängig machen.",
  empty: {
    title: "Noch keine API-Schlüssel",
    body: "Mit einem Schlüssel kann eine Maschine Anrufdatensätze übermitteln oder Rechnungen lesen.",
  },
};

export const notFound: Messages["not_found"] = {
  title: "Diese Seite gibt es nicht",
  body: "Die Adresse ist möglicherweise falsch geschrieben oder gehört zu einem anderen Unternehmen.",
  home: "Zur Übersicht",
};
