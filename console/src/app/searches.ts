import { code, day, flag, oneOf, reads, text } from "./search";

const range = { from: day, to: day } as const;
export const INVOICE_STATES = ["draft", "issued", "paid", "past_due", "void", "uncollectible"] as const;
export const PAYMENT_STATES = [
  "pending",
  "requires_action",
  "authorised",
  "succeeded",
  "failed",
  "unknown",
  "canceled",
] as const;
export const REFUND_STATES = ["started", "pending", "unknown", "succeeded", "failed"] as const;
export const DISPUTE_STATES = ["warning", "open", "answered", "won", "lost", "accepted"] as const;
export const PLAN_STATES = ["active", "completed", "settled", "defaulted", "canceled"] as const;
export const ARRANGEMENT_STATES = [
  "starting",
  "awaiting_approval",
  "active",
  "past_due",
  "cancelled",
  "ended",
] as const;
export const FINDING_STATES = ["open", "resolved"] as const;
export const FINDING_KINDS = [
  "charge_not_ours",
  "refund_not_ours",
  "dispute_not_ours",
  "fee_not_ours",
  "moved_otherwise",
  "not_at_provider",
  "other_amount",
  "other_currency",
  "duplicate_charge",
  "payout_differs",
  "not_settled",
  "fee_not_booked",
  "ledger_differs",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
export const RECONCILIATION_TABS = ["runs", "findings"] as const;
export const DUNNING_STATES = ["overdue", "limited", "suspended", "canceled", "stopped"] as const;
export const DUNNING_TABS = ["cases", "policy", "messages"] as const;
/** Without one: the cases that go on. */
export const STANDINGS = ["ended", "all"] as const;
/** How usage may be cut; the first is what is shown at first. */
export const GROUPS = ["day", "module", "meter", "agent"] as const;
export const NOTICE_STATES = ["received", "waiting", "done", "ignored", "failed"] as const;
export const LEDGER_TABS = ["accounts", "transactions"] as const;
export const RATE_TABS = ["rate", "sources", "conversions"] as const;
/** How far back the chart of a pair goes. */
export const RATE_SPANS = ["30d", "90d", "1y", "3y"] as const;
export type RateSpan = (typeof RATE_SPANS)[number];
export const HOLD_STATES = ["open", "accepted", "refused", "withdrawn"] as const;
export const JOB_STATES = ["queued", "running", "succeeded", "dead", "canceled"] as const;
export const DELIVERY_STATES = ["waiting", "delivered", "failed", "withheld"] as const;
export const MAIL_STATES = ["waiting", "sent", "failed", "kept", "withheld"] as const;
export const MAIL_KINDS = [
  "invoice_issued",
  "payment_succeeded",
  "payment_recorded",
  "payment_failed",
  "refund_succeeded",
  "refund_failed",
  "dunning_step",
] as const;
export const DISPOSITIONS = ["answered", "no_answer", "busy", "failed", "canceled"] as const;

export const searches = {
  shell: (search: Record<string, unknown>): { company?: string } => reads({ company: text })(search),
  calls: reads({
    ...range,
    disposition: oneOf(DISPOSITIONS),
    module: text,
    meter: text,
    agent: text,
    cursor: text,
    call: text,
  }),
  usage: reads({ ...range, by: oneOf(GROUPS), module: text, meter: text, order: text, sort: text }),
  subscriptions: reads({ state: oneOf(["active", "canceled"]), cursor: text }),
  invoices: reads({ ...range, state: oneOf(INVOICE_STATES), cursor: text }),
  invoice: reads({ line: text, cursor: text }),
  payments: reads({ state: oneOf(PAYMENT_STATES), cursor: text }),
  refunds: reads({ state: oneOf(REFUND_STATES), cursor: text, refund: text }),
  disputes: reads({ state: oneOf(DISPUTE_STATES), cursor: text }),
  plans: reads({ state: oneOf(PLAN_STATES), cursor: text }),
  arrangements: reads({ state: oneOf(ARRANGEMENT_STATES), cursor: text }),
  reconciliations: reads({
    tab: oneOf(RECONCILIATION_TABS),
    provider: text,
    kind: oneOf(FINDING_KINDS),
    state: oneOf(FINDING_STATES),
    cursor: text,
    finding: text,
  }),
  reconciliation: reads({ kind: oneOf(FINDING_KINDS), state: oneOf(FINDING_STATES), cursor: text, finding: text }),
  dunning: reads({
    tab: oneOf(DUNNING_TABS),
    standing: oneOf(STANDINGS),
    state: oneOf(DUNNING_STATES),
    currency: text,
    cursor: text,
    message: text,
  }),
  methods: reads({ setup: text }),
  notices: reads({ provider: text, state: oneOf(NOTICE_STATES), cursor: text, notice: text }),
  ledger: reads({
    ...range,
    tab: oneOf(LEDGER_TABS),
    account: text,
    invoice: text,
    source: text,
    cursor: text,
  }),
  rates: reads({
    tab: oneOf(RATE_TABS),
    from: code,
    to: code,
    at: day,
    span: oneOf(RATE_SPANS),
    state: oneOf(HOLD_STATES),
    cursor: text,
    hold: text,
    answer: text,
  }),
  jobs: reads({ state: oneOf(JOB_STATES), cursor: text, job: text }),
  mails: reads({ state: oneOf(MAIL_STATES), kind: oneOf(MAIL_KINDS), cursor: text, mail: text }),
  webhook: reads({ state: oneOf(DELIVERY_STATES), cursor: text, delivery: text }),
  paged: reads({ cursor: text }),
  profile: reads({ tab: oneOf(["you", "password", "api-keys"]) }),
  notifications: reads({ unread: flag, cursor: text }),
};

/** What a screen may find in its URL. */
export type Search<K extends keyof typeof searches> = ReturnType<(typeof searches)[K]>;
