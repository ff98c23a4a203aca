import type { Messages } from "../en";

/** What the operator watches of the machinery. */
export const jobs: Messages["jobs"] = {
  title: "Hintergrundaufträge",
  lead: "Was wartet, läuft oder fehlgeschlagen ist. Ein aufgegebener Hintergrundauftrag hat alle Versuche verbraucht und wartet auf ein Eingreifen.",
  kind: "Hintergrundauftrag",
  any_state: "Jeder Status",
  attempts: (made, most) => `${made} von ${most}`,
  due: "Fällig",
  finished: "Abgeschlossen",
  progress: "Fortschritt",
  progress_text: (done, total) => `${done} von ${total}`,
  error: "Fehler",
  no_error: "Er hat keinen Fehler gemeldet.",
  canceling: "Wird abgebrochen",
  platform: "Plattform",
  retry: "Erneut versuchen",
  retry_of: (kind) => `${kind} erneut versuchen`,
  retried: (kind) => `${kind} hat neue Versuche.`,
  cancel: "Hintergrundauftrag abbrechen",
  cancel_of: (kind) => `${kind} abbrechen`,
  canceled: (kind) => `${kind} wurde abgebrochen.`,
  cancel_asked: (kind) => `${kind} hält beim nächsten Lebenszeichen an.`,
  refresh: "Aktualisieren",
  gone: "Dieser Hintergrundauftrag steht nicht auf der geöffneten Seite der Liste.",
  empty: {
    title: "Keine Hintergrundaufträge",
    body: "Hintergrundaufträge erscheinen hier, wenn Ereignisse und der Kalender sie erfordern.",
  },
};
