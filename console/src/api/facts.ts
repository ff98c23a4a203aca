/** Written by `make docs` from the facts that the server announces; do not edit. */

export type FactMoney = { amount: string; currency: string };

/** The payload of every kind of fact. */
export type FactPayloads = {
  /** A machine may come in from now on. */
  "api_key.created": {
    name: string;
    prefix: string;
    permissions: string[];
    expires_at: string | null;
  };
  /** The key opens nothing any more. */
  "api_key.revoked": {
    name: string;
    prefix: string;
  };
  /** Documents are reported in another currency from now on. The legal entity that issues is the subject. */
  "billing.reporting_currency_changed": {
    before: string;
    after: string;
  };
  /** A run over the companies has ended. `through` is None where each company was billed through its own today. */
  "billing.run_finished": {
    through: string | null;
    companies: number;
    invoices_issued: number;
    companies_failed: number;
    totals: FactMoney[];
  };
  /** How the company is billed was agreed anew. The company is the subject; `changed` names the terms. */
  "billing.terms_changed": {
    changed: string[];
  };
  /** Modules, plans or prices were added; the subject is "catalogue". */
  "catalogue.changed": {
    modules: number;
    plans: number;
    prices: number;
  };
  /** Something about the company is different; `changed` names the fields, the values are in the company. */
  "company.changed": {
    changed: string[];
  };
  /** A company was taken on; the subject is its id. */
  "company.created": {
    slug: string;
    name: string;
    zone: string;
    currency: string;
  };
  /** The company, which is the subject, is billed in another currency: what it subscribes to from now on, and each of its subscriptions from the period that begins with its day of `first_days` on. A day that has passed: a change that was to come is taken back. */
  "company.currency_preferred": {
    previous: string;
    currency: string;
    first_days: Record<string, unknown>;
  };
  /** An amount was converted, under a key that never converts again; the conversion is the subject. */
  "conversion.made": {
    amount: FactMoney;
    converted: FactMoney;
    source: "open_exchange_rates" | "fixer" | "ecb" | null;
    as_of: string;
    stale: boolean;
  };
  /** An invoice was issued and took `amount` of the company's credit, which leaves `left` in that currency. */
  "credit.drawn": {
    number: string;
    amount: FactMoney;
    left: FactMoney;
  };
  /** A part of an invoice was taken back. The credit note is the subject. `applied` was taken off what the invoice asked for; `kept` was paid already: it went back to the wallets that had paid it, and became the company's credit where money had. */
  "credit_note.issued": {
    number: string;
    invoice_id: string;
    invoice_number: string;
    total: FactMoney;
    applied: FactMoney;
    kept: FactMoney;
  };
  /** It goes on: evidence was sent or asked for, an inquiry became a dispute, or another day is the last for evidence. */
  "dispute.changed": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    state: "warning" | "open" | "answered" | "won" | "lost" | "accepted";
    held: boolean;
    evidence_due_at: string | null;
  };
  /** Somebody of ours has added a file for the next submission of evidence. `size` is in bytes. */
  "dispute.file_added": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    file_id: string;
    name: string;
    file_kind: "customer_communication" | "other" | "receipt" | "service_documentation";
    size: number;
  };
  /** A file that was not submitted was taken away again. */
  "dispute.file_removed": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    file_id: string;
    name: string;
    file_kind: "customer_communication" | "other" | "receipt" | "service_documentation";
  };
  /** The money stays with who complained. `accepted`: we let them have it. */
  "dispute.lost": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    accepted: boolean;
  };
  /** Somebody complains about a payment. `held`: the provider has taken the money from us meanwhile. */
  "dispute.opened": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    reason: string;
    held: boolean;
    evidence_due_at: string | null;
  };
  /** The money is ours. */
  "dispute.won": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
  };
  /** A text reads differently from now on; the subject is its key. `before` is empty where there was none in the language. */
  "dunning.message_changed": {
    locale: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** Somebody has decided, for a `reason` in their words, that until then no step is taken and nothing is charged again by itself. What steps have made of the service stays meanwhile. */
  "dunning.paused": {
    due: FactMoney;
    until: string;
    reason: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** The operator's policy (the subject is `operator`), or a company's own, is another; cases that are open keep theirs. `policy_version` 0: the company has none of its own any more. `before` and `after` hold the fields that have `changed`. */
  "dunning.policy_changed": {
    policy_version: number;
    changed: string[];
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** It goes on, sooner than the pause had said. */
  "dunning.resumed": {
    due: FactMoney;
    next_step_at: string | null;
    reason: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** Enough is overdue that something follows, from `next_step_at` on. */
  "dunning.started": {
    due: FactMoney;
    invoices: number;
    next_step_at: string;
  };
  /** A step was taken: the company is told `title` and `body`, in its language, and its service becomes what `state` says. */
  "dunning.step_reached": {
    due: FactMoney;
    step: number;
    action: "none" | "limit" | "suspend" | "cancel";
    state: "overdue" | "limited" | "suspended" | "canceled" | "stopped";
    message: string;
    locale: string;
    title: string;
    body: string;
    next_step_at: string | null;
  };
  /** Somebody has stopped the case, for a `reason` in their words: its invoices are neither dunned for nor charged by themselves any more. `dunning.stopped` tells the company of it, without the reason. */
  "dunning.stop_decided": {
    due: FactMoney;
    reason: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** Nothing further follows; what dunning had made of the company's state is taken back. Ended subscriptions stay ended. */
  "dunning.stopped": {
    due: FactMoney;
    reason: "paid" | "credited" | "voided" | "written_off" | "settled" | "below_threshold" | "by_operator";
    steps: number;
  };
  /** The day of part `number` has passed without the money. At `defaults_at` the whole rest is due. */
  "instalment.overdue": {
    invoice_id: string;
    invoice_number: string;
    number: number;
    due: FactMoney;
    due_on: string;
    defaults_at: string;
  };
  /** The money of part `number` is there; the invoice asks for `left` now. */
  "instalment.paid": {
    invoice_id: string;
    invoice_number: string;
    number: number;
    amount: FactMoney;
    left: FactMoney;
  };
  /** A part stayed unpaid for longer than was agreed: the rest is due at once. */
  "instalment_plan.defaulted": {
    invoice_id: string;
    invoice_number: string;
    left: FactMoney;
  };
  /** It ended otherwise: completed, settled early, or canceled. What is `left` is asked for by the invoice again. */
  "instalment_plan.ended": {
    invoice_id: string;
    invoice_number: string;
    state: "active" | "completed" | "settled" | "defaulted" | "canceled";
    left: FactMoney;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** The invoice is paid in parts from now on, the first of them on `first_on`, the last on `last_on`. */
  "instalment_plan.made": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    parts: number;
    first_on: string;
    last_on: string;
  };
  /** Nothing of what the draft said is due any more: it is gone. */
  "invoice.draft_withdrawn": {
    currency: string;
  };
  /** A draft is there (`fresh`), or says something else than before. It is owed by nobody until it is issued, on `issue_on`. */
  "invoice.drafted": {
    total: FactMoney;
    lines: number;
    issue_on: string;
    fresh: boolean;
  };
  /** The invoice was paid early enough: `discount` was credited, and what was paid settles it. */
  "invoice.early_discount_taken": {
    number: string;
    discount: FactMoney;
    credit_note_id: string;
  };
  /** An invoice has its number and is owed. A total of zero is announced as well, and as paid right after. */
  "invoice.issued": {
    number: string;
    total: FactMoney;
    due_at: string;
  };
  /** The invoice was late: `fee` waits as a one-off line for the company's next invoice. */
  "invoice.late_fee_charged": {
    number: string;
    fee: FactMoney;
    item_id: string;
  };
  /** Nothing is owed on the invoice any more. */
  "invoice.paid": {
    number: string;
    total: FactMoney;
    paid_at: string;
  };
  /** The day of payment has passed and `due` is still owed. */
  "invoice.past_due": {
    number: string;
    due: FactMoney;
    due_at: string;
  };
  /** Usage of open periods came to `used`, before tax, and reached the agreed `threshold`: the invoice bills what is rated so far. */
  "invoice.threshold_reached": {
    number: string;
    used: FactMoney;
    threshold: FactMoney;
  };
  /** `given_up` is not counted on any more. The invoice is not collected, but may still be paid. */
  "invoice.uncollectible": {
    number: string;
    given_up: FactMoney;
  };
  /** The invoice asks for nothing any more. */
  "invoice.voided": {
    number: string;
    total: FactMoney;
  };
  /** A one-off line was entered and waits for the next invoice in its currency. The item is the subject. */
  "invoice_item.added": {
    description: string;
    amount: FactMoney;
  };
  /** A one-off line that still waited was taken back. */
  "invoice_item.deleted": {
    description: string;
    amount: FactMoney;
  };
  /** Somebody cancelled a job; a running one stops at its next heartbeat. The job is the subject. */
  "job.canceled": {
    job_kind: string;
  };
  /** A job failed for the last time; somebody should look. `subject` is the job's id. */
  "job.dead": {
    job_kind: string;
    attempts: number;
    error: string;
  };
  /** Somebody gave a dead or cancelled job new attempts. The job is the subject. */
  "job.retried": {
    job_kind: string;
  };
  /** The nightly check has found `count` differences in a company's books, of which `first` is one; `trunkline ledger check` shows all. The company is the subject. Only the operator hears of it. */
  "ledger.unbalanced": {
    count: number;
    first: string;
  };
  /** A mail is not tried any more: it was `refused`, or nobody took it for days (`not_taken`), or nobody knows whether it arrived (`unanswered`), or it has `no_address`, or it `crashed` here. `title` is its subject line, `code` the mail server's where it said one. */
  "mail.failed": {
    about: "invoice_issued" | "payment_succeeded" | "payment_recorded" | "payment_failed" | "refund_succeeded" | "refund_failed" | "dunning_step";
    title: string;
    because: "refused" | "not_taken" | "unanswered" | "no_address" | "crashed";
    code: number | null;
  };
  /** Somebody has a mail sent again, or as a new one where the billing address is another by now. */
  "mail.resent": {
    about: "invoice_issued" | "payment_succeeded" | "payment_recorded" | "payment_failed" | "refund_succeeded" | "refund_failed" | "dunning_step";
  };
  /** Money has come in; the record of it is the subject. `kept` of the amount the invoice did not ask for: it is the company's credit. */
  "manual_payment.recorded": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    kept: FactMoney;
    method: "bank_transfer" | "cheque" | "cash" | "other";
    receipt_number: string;
  };
  /** Money that had come in by hand, the subject, was given back by hand: `amount` of it now, and `refunded_before` earlier. */
  "manual_payment.refunded": {
    refund_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    refunded_before: FactMoney;
    method: "bank_transfer" | "cheque" | "cash" | "other";
  };
  /** The texts of a module are different; `changed` names the fields. */
  "module.changed": {
    changed: string[];
  };
  /** Something new can be sold, as soon as it has a plan; the subject is the module. */
  "module.created": {
    slug: string;
    name: string;
  };
  /** A notice could not be followed, or contradicts what is written here: somebody has to look. `effect` says what was found. */
  "notice.failed": {
    provider: string;
    notice_kind: string;
    effect: string;
  };
  /** A provider told of an event for the first time; the job that answers fetches what is true now. */
  "notice.received": {
    provider: string;
    notice_kind: string;
  };
  /** Somebody asked for a notice to be handled again. */
  "notice.replayed": {
    provider: string;
    notice_kind: string;
  };
  /** There is something new to read; the notification is the subject. `about` is the kind of the fact that it tells of. */
  "notification.created": {
    about: string;
    level: "info" | "success" | "warning" | "error";
  };
  /** The payer has to confirm the payment at their bank or at the provider, until `confirm_by`. The payment itself says where. */
  "payment.action_needed": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    attempt: number;
    confirm_by: string;
  };
  /** An attempt took nothing. `code` is the decline code, or `gateway_outage` without a kind; `next_attempt_at` says what follows. */
  "payment.attempt_failed": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    attempt: number;
    code: string;
    decline_kind: "soft" | "hard" | null;
    message: string;
    next_attempt_at: string | null;
  };
  /** The amount is held at the payer's bank until `expires_at`. Nothing was taken. */
  "payment.authorised": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    expires_at: string;
  };
  /** The provider has taken the money of an attempt that had taken nothing by its earlier word (`told_before`: that decline's code). It is booked as received; `payment.succeeded` follows, and `payment.unapplied` where the invoice did not ask for it any more. */
  "payment.belated": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    provider: string;
    told_before: string;
  };
  /** The invoice needs no collecting any more: it was voided or paid in another way. */
  "payment.canceled": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    reason: string;
  };
  /** Somebody has asked for `captured` of what is held to be taken; `payment.succeeded` follows, or `payment.capture_refused`. */
  "payment.capture_asked": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    captured: FactMoney;
  };
  /** The provider will not take `captured`, for the reason in `message`. All is held as before: it may be asked for otherwise. */
  "payment.capture_refused": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    captured: FactMoney;
    message: string;
  };
  /** There will be no further attempt by itself; somebody has to act. Not so where it was to settle an instalment plan at once (`settles_plan`): the parts are paid as agreed. `manual_capture`: the operator wanted the amount held, and nothing was asked of the payer. */
  "payment.failed": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    code: string;
    message: string;
    settles_plan: boolean;
    manual_capture: boolean;
  };
  /** Somebody asked for the next attempt now instead of on its day of the calendar. */
  "payment.hastened": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
  };
  /** An invoice is going to be collected. Announced once per payment; the first attempt answers it. */
  "payment.started": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    provider: string;
  };
  /** The money is there. */
  "payment.succeeded": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    attempt: number;
    settled_at: string;
  };
  /** Money was received that the invoice no longer asks for: it was voided or paid in another way meanwhile. `amount` is that money, which may be a part of what the payment brought. It is the company's credit, which its next invoices draw; who wants it back has to be refunded. */
  "payment.unapplied": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
  };
  /** The provider did not say whether it took the money. It is asked at `ask_at`; no other charge is made before it has answered. */
  "payment.unknown": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    attempt: number;
    ask_at: string;
  };
  /** What is held is to be released: somebody asked for it, or the invoice asks for nothing any more. `payment.canceled` follows. */
  "payment.void_asked": {
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
  };
  /** Somebody wants it to end; the provider is told. */
  "payment_arrangement.cancel_asked": {
    provider: string;
    amount: FactMoney;
  };
  /** It stands otherwise than before. `message` says why, where somebody has to know. */
  "payment_arrangement.changed": {
    provider: string;
    amount: FactMoney;
    state: "starting" | "awaiting_approval" | "active" | "past_due" | "cancelled" | "ended";
    state_before: "starting" | "awaiting_approval" | "active" | "past_due" | "cancelled" | "ended";
    message: string | null;
  };
  /** The provider has tried to take `amount`, `failures` times by now, and took nothing. */
  "payment_arrangement.charge_failed": {
    provider: string;
    amount: FactMoney;
    charge_id: string;
    failures: number;
    message: string;
  };
  /** The provider has taken `amount` by itself. `kept` of it no invoice asked for: it is the company's credit. */
  "payment_arrangement.charged": {
    provider: string;
    amount: FactMoney;
    charge_id: string;
    kept: FactMoney;
    receipt_number: string;
  };
  /** The provider is asked to take `amount` every `interval_count` intervals. */
  "payment_arrangement.made": {
    provider: string;
    amount: FactMoney;
    interval: "week" | "month" | "year";
    interval_count: number;
  };
  /** A company can now pay with another card; the method is the subject. */
  "payment_method.attached": {
    provider: string;
    brand: string;
    last4: string;
    is_default: boolean;
  };
  /** Invoices are collected from another method from now on, which is the subject. `before` and `after` name the methods. */
  "payment_method.default_chosen": {
    brand: string;
    last4: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** An invoice, the subject, is not collected by itself: the bank has refused the company's default method for good. The payer is asked for another. `due` is what the invoice asks for. */
  "payment_method.refused": {
    invoice_number: string;
    due: FactMoney;
    payment_method_id: string;
    brand: string;
    last4: string;
  };
  /** A method is no longer used; the method is the subject. */
  "payment_method.removed": {
    brand: string;
    last4: string;
  };
  /** The company has consented, or no longer does, that after a soft decline its other saved methods are tried. It is the subject. */
  "payment_method.rotation_chosen": {
    allowed: boolean;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  };
  /** Future subscriptions to the plan begin with a trial of so many days, or with none; the subject is the plan. */
  "plan.changed": {
    module_id: string;
    slug: string;
    name: string;
    trial_days: number | null;
  };
  /** A module can be had on a further plan; the subject is the plan. `prices` of it came with it, in these currencies. */
  "plan.created": {
    module_id: string;
    slug: string;
    name: string;
    currencies: string[];
    prices: number;
  };
  /** A plan's prices in one currency were converted into another, which is the plan's: it is the subject. Each has its own fact as well. `source` and `as_of` are those of the rate; `stale`: its source had not confirmed it for long. */
  "plan.prices_converted": {
    plan_name: string;
    source_currency: string;
    target_currency: string;
    created: number;
    revised: number;
    source: "open_exchange_rates" | "fixer" | "ecb" | null;
    as_of: string;
    stale: boolean;
  };
  /** A plan is sold to nobody any more; who has it keeps it. The subject is the plan. */
  "plan.retired": {
    module_id: string;
    slug: string;
    name: string;
  };
  /** A price has a version that takes the place of the others from a past moment on; the subject is the new version's id. What was used since is rated anew, and the next bill runs book the differences. */
  "price.corrected": {
    plan_id: string;
    currency: string;
    component: string;
    meter: string | null;
    price_version: number;
    corrects_from: string;
    reason: string;
  };
  /** A plan has got a further component or currency; the subject is the price. */
  "price.created": {
    plan_id: string;
    currency: string;
    component: string;
    meter: string | null;
    effective_from: string;
  };
  /** A price has a further version, in force from `effective_from` on; the subject is the new version's id. */
  "price.revised": {
    plan_id: string;
    currency: string;
    component: string;
    price_version: number;
    effective_from: string;
  };
  /** Somebody wants rates to be fetched now; the job that answers does it. The subject is `rates`. */
  "rates.asked": Record<string, never>;
  /** No source gives rates any more, told once until one does again. The last known rates go on until `refused_from`, null: for ever. The subject is the source that was asked last. */
  "rates.fetch_failed": {
    sources: ("open_exchange_rates" | "fixer" | "ecb")[];
    detail: string;
    refused_from: string | null;
  };
  /** A rate has leapt and waits for a human; the hold is the subject. `change_percent` is by how much it moved, of the smaller of the two rates. It is told again where the source says another rate while it waits. */
  "rates.held": {
    source: "open_exchange_rates" | "fixer" | "ecb";
    base: string;
    currency: string;
    rate: string;
    previous: string;
    change_percent: string;
  };
  /** Reference rates of past days were loaded; the subject is their source. */
  "rates.history_loaded": {
    days: number;
  };
  /** A held rate was accepted or refused, or the source came back by itself (`state` withdrawn); the hold is the subject. */
  "rates.hold_decided": {
    source: "open_exchange_rates" | "fixer" | "ecb";
    currency: string;
    rate: string;
    state: string;
  };
  /** A source's new sheet is there, which is the subject. `held` are its currencies that wait for a human; `recovered`: no source had answered before. */
  "rates.updated": {
    source: "open_exchange_rates" | "fixer" | "ecb";
    as_of: string;
    currencies: number;
    held: string[];
    recovered: boolean;
  };
  /** The receipt of a payment was numbered; it is the subject. */
  "receipt.issued": {
    payment_id: string;
    invoice_id: string;
    number: string;
    amount: FactMoney;
  };
  /** A reconciliation was given up, for the reason in `error`: the provider's books could not be read. */
  "reconciliation.failed": {
    provider: string;
    since: string;
    until: string;
    error: string;
  };
  /** Somebody settled a finding, which is the subject, in the way that `remedy` names. */
  "reconciliation.finding_resolved": {
    provider: string;
    finding_kind: "charge_not_ours" | "refund_not_ours" | "dispute_not_ours" | "fee_not_ours" | "moved_otherwise" | "not_at_provider" | "other_amount" | "other_currency" | "duplicate_charge" | "payout_differs" | "not_settled" | "fee_not_booked" | "ledger_differs";
    remedy: "fetch" | "book_fee" | "refund_duplicate" | "explain" | "settled_itself";
    before: Record<string, unknown>;
    after: Record<string, unknown>;
    about_company_id: string | null;
    our_reference: string;
    their_reference: string;
    note: string;
  };
  /** Our books were held against a provider's. `open_left` is what is open of the provider now, `first` the reason of the oldest of these, null where nothing is open. */
  "reconciliation.finished": {
    provider: string;
    since: string;
    until: string;
    matched: number;
    found: number;
    new: number;
    closed: number;
    open_left: number;
    fees_booked: number;
    first: string | null;
  };
  /** Our books are to be held against a provider's; the job that answers does it. */
  "reconciliation.started": {
    provider: string;
    since: string;
    until: string;
  };
  /** The money did not reach who paid it, and is the company's credit again. `came_back`: it had been sent. */
  "refund.failed": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    code: string;
    message: string;
    came_back: boolean;
  };
  /** Money was taken of the company's credit to be given back; the job that answers asks the provider. */
  "refund.started": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    provider: string;
  };
  /** The money is on its way to who paid it. */
  "refund.succeeded": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    settled_at: string;
  };
  /** The provider did not say what became of the refund. It is asked at `ask_at`; nothing is given back twice. */
  "refund.unknown": {
    payment_id: string;
    invoice_id: string;
    invoice_number: string;
    amount: FactMoney;
    ask_at: string;
  };
  /** The subscription ends, or has ended, at `cancel_at`; `ended_on` is the first day that it no longer covers. */
  "subscription.canceled": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    cancel_at: string;
    ended_on: string;
  };
  /** From `first_day` on the subscription is on this plan and quantity. A scheduled change that was taken back says so by `taken_back`. */
  "subscription.changed": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    previous_plan_id: string;
    previous_quantity: number;
    quantity: number;
    first_day: string;
    taken_back: boolean;
  };
  /** From `first_day` on nothing is charged and nothing covered, until `next_day` or, where that is null, until somebody ends it. */
  "subscription.paused": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    first_day: string;
    next_day: string | null;
  };
  /** The end that was planned for `canceled_for` is taken back; the subscription goes on. */
  "subscription.resumed": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    canceled_for: string;
  };
  /** A company has a module from `started_on` on. */
  "subscription.started": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    currency: string;
    quantity: number;
    started_on: string;
    anchor_on: string;
  };
  /** The trial is over and what is paid has begun with `first_day`; `early`: because somebody wanted it so. */
  "subscription.trial_ended": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    first_day: string;
    early: boolean;
  };
  /** The trial ends soon, and the subscription goes on: `first_day` is the first day that is paid for. */
  "subscription.trial_ending": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    first_day: string;
  };
  /** From `first_day` on the subscription is charged again. A pause that had not begun was `taken_back`. */
  "subscription.unpaused": {
    module_id: string;
    module_name: string;
    plan_id: string;
    plan_name: string;
    first_day: string;
    taken_back: boolean;
  };
  /** Somebody told a test company's clock to move; until it has arrived nobody else writes for the company, which is the subject. */
  "test_clock.started": {
    advancing_to: string;
  };
  /** A test company's clock stands again: it has arrived, or somebody cancelled its move. The company is the subject. */
  "test_clock.stopped": {
    now: string;
    arrived: boolean;
  };
  /** An alert is gone; the subject is its id. */
  "usage.alert_removed": Record<string, never>;
  /** A meter is watched; the subject is the alert. */
  "usage.alert_set": {
    name: string;
    meter: string;
  };
  /** Usage counts for something else than it was told to, or its price was corrected. `subject` is the company. `meter` is null for corrections of several meters. `cause` is `told`, or `price` for a page of what a corrected price rates anew; `voided` of the `corrected` count for nothing any more. `amount` is what the calls among them cost more, or less than zero. */
  "usage.corrected": {
    meter: string | null;
    cause: string;
    corrected: number;
    voided: number;
    amount: Record<string, unknown>[];
  };
  /** Usage that was there first has found its subscription: a page of it was rated. `subject` is the company. `meter` is null for a page of several meters; `amount` as in `usage.recorded`. */
  "usage.rated": {
    meter: string | null;
    rated: number;
    calls: number;
    billable_seconds: number;
    amount: Record<string, unknown>[];
  };
  /** A batch was counted. `subject` is the company. `meter` is null for a batch of several meters. `amount` is what the calls in it cost when they were rated, one entry per currency, four decimals: [{"amount": "1.2345", "currency": "EUR"}]. */
  "usage.recorded": {
    meter: string | null;
    accepted: number;
    duplicate: number;
    calls: number;
    billable_seconds: number;
    amount: Record<string, unknown>[];
  };
  /** Usage that was there first has found its subscription, and its price does not take it. `subject` is the company. `refused` counts what was not refused before; `meter` is null where it is of several meters, `codes` are those of the refusals. */
  "usage.refused": {
    meter: string | null;
    refused: number;
    codes: string[];
  };
  /** An hour brought much more of a meter than the same hour of the days before; the subject is the alert. `hour` is its start, `observed` what it brought, `baseline` the mean of the same hour on `days` of the days before, `multiple` how many times that is: null where nothing was used before. */
  "usage.spiked": {
    name: string;
    meter: string;
    measure: string;
    hour: string;
    observed: string;
    baseline: string;
    multiple: string | null;
    days: number;
  };
  /** The usage of a meter has reached a threshold of an alert, for the first time in the period; the subject is the alert. `threshold` is how it was set, such as `80 % of 1000`; `bound` what it amounts to; `value` what was used when it was noticed. */
  "usage.threshold_crossed": {
    name: string;
    meter: string;
    measure: string;
    threshold: string;
    bound: string;
    value: string;
    period_start: string;
  };
  /** Name, locale or state are now these; a disabled user is signed out everywhere. */
  "user.changed": {
    name: string;
    locale: string;
    state: "active" | "disabled";
  };
  /** Somebody may sign in from now on. */
  "user.created": {
    name: string;
    roles: ("super_admin" | "company_admin" | "finance_manager" | "operations_manager" | "team_member")[];
  };
  /** A user has a new password; his other sessions have ended. */
  "user.password_changed": Record<string, never>;
  /** What a user may do has changed; it takes effect within a second. */
  "user.roles_changed": {
    before: ("super_admin" | "company_admin" | "finance_manager" | "operations_manager" | "team_member")[];
    after: ("super_admin" | "company_admin" | "finance_manager" | "operations_manager" | "team_member")[];
  };
  /** A session has begun. */
  "user.signed_in": {
    session_id: string;
    address: string;
  };
  /** Sessions have ended before their time. */
  "user.signed_out": {
    session_ids: string[];
    reason: "asked" | "password_changed" | "disabled";
  };
  /** A draw took the balance below the mark of the wallet's rule, which says to buy `top_up`, by itself where it is automatic. */
  "wallet.balance_low": {
    name: string;
    balance: FactMoney;
    below: FactMoney;
    top_up: FactMoney;
  };
  /** A grant has ended with `amount` undrawn, which is lost. */
  "wallet.credit_expired": {
    name: string;
    grant_id: string;
    amount: FactMoney;
    expired_at: string;
  };
  /** Credits were put into a wallet: given (`granted`) or bought (`purchased`). `priority` 1 is drawn first, 50 last. */
  "wallet.credit_granted": {
    name: string;
    grant_id: string;
    grant_kind: string;
    amount: FactMoney;
    priority: number;
    expires_at: string | null;
  };
  /** An invoice was issued and took `amount` of the wallet, which leaves `left`. Its total and tax are what they are without. */
  "wallet.drawn": {
    name: string;
    invoice_id: string;
    number: string;
    amount: FactMoney;
    left: FactMoney;
  };
  /** A company has a further wallet, which is empty. The wallet is the subject of this and the following facts. */
  "wallet.opened": {
    name: string;
    currency: string;
  };
  /** The wallet is not drawn any more; `left` stays in it. */
  "wallet.terminated": {
    name: string;
    left: FactMoney;
  };
  /** Credits for the wallet are being bought: an invoice asks for them. They are granted once it is paid. */
  "wallet.top_up_asked": {
    name: string;
    amount: FactMoney;
    invoice_id: string;
  };
  /** Somebody has a delivery made again. The delivery is the subject, `about` the kind of the fact that it tells of. */
  "webhook_delivery.replayed": {
    endpoint_id: string;
    about: string;
  };
  /** `changed` names what is other than before. */
  "webhook_endpoint.changed": {
    host: string;
    changed: string[];
    kinds: string[];
    enabled: boolean;
  };
  /** From now on these kinds of facts are delivered there. */
  "webhook_endpoint.created": {
    host: string;
    kinds: string[];
  };
  /** Nothing is delivered there any more; its deliveries are forgotten. */
  "webhook_endpoint.deleted": {
    host: string;
  };
  /** Nothing is delivered there until somebody enables it again: it said that it is gone, or nothing came through for days. */
  "webhook_endpoint.disabled": {
    host: string;
    because: "asked" | "gone" | "failing";
    message: string;
  };
  /** What the endpoint should have heard since then is delivered again; with `delivered` also what had arrived. */
  "webhook_endpoint.replayed": {
    host: string;
    since: string;
    delivered: boolean;
  };
  /** A new secret signs; the one before signs beside it until `previous_until`. */
  "webhook_endpoint.secret_rotated": {
    host: string;
    previous_until: string;
  };
  /** Somebody wants to see a delivery arrive. This fact is delivered to that endpoint alone, whatever it has chosen. */
  "webhook_endpoint.tested": {
    host: string;
  };
};

export type FactKind = keyof FactPayloads;

/** The word before the dot: what a fact is about. */
export type FactFamily = FactKind extends `${infer Family}.${string}` ? Family : never;
