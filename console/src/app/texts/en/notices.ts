/** What payment providers tell by themselves. */
export const notices = {
  title: "Provider notices",
  lead: "What payment providers told, each event once, and what came of it.",
  notice: "Notice",
  kind: "Event",
  about: "About",
  abouts: {
    charge: "Charge",
    refund: "Refund",
    dispute: "Dispute",
    setup: "Saved method",
    arrangement: "Arrangement of payments",
    payout: "Payout",
  },
  effect: "Effect",
  no_effect: "It has not been handled yet.",
  told: "Told",
  received: "Received",
  handled: "Handled",
  came: "How it came",
  polled: "Found in the provider's list",
  delivered: (times: number) => (times === 1 ? "Delivered once" : `Delivered ${times} times`),
  polled_and_delivered: (times: number) =>
    times === 1
      ? "Found in the provider's list, delivered once"
      : `Found in the provider's list, delivered ${times} times`,
  event_id: "Id at the provider",
  reference: "Object at the provider",
  body: "What was sent",
  any_provider: "Any provider",
  states: {
    received: "Received",
    waiting: "Waiting",
    done: "Done",
    ignored: "Ignored",
    failed: "Failed",
  },
  replay: "Handle again",
  replay_hint: "Harmless: what is true is fetched from the provider, and nothing is believed twice.",
  replayed: "The notice is being handled again.",
  empty: { title: "No notices yet", body: "They appear here as payment providers send them." },
};
