"""The texts, by the kind of the fact. `{…}` names a field of the fact, its `{subject}`, or the `{company}` by name.

A text is told to those who may hear the fact: the permission is that of the fact's own audience.
"""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.domains.notifications.model import Level, Words

_INVOICES, _PAYMENTS, _SUBSCRIPTIONS, _USAGE = "invoices.read", "payments.read", "subscriptions.read", "usage.read"
_INVOICE, _PAYMENT, _SUBSCRIPTION = "/invoices/{subject}", "/payments/{subject}", "/subscriptions/{subject}"

_OF_PAYMENT, _ARRANGEMENT = "/payments/{payment_id}", "/payment-arrangements/{subject}"

FOR_COMPANY: Mapping[str, Words] = {
    "invoice.issued": Words(Level.info, "Invoice {number} over {total}", "It is due on {due_at}.", _INVOICE, _INVOICES),
    "invoice.paid": Words(
        Level.success, "Invoice {number} is paid", "Nothing of {total} is open since {paid_at}.", _INVOICE, _INVOICES
    ),
    "invoice.past_due": Words(
        Level.warning, "Invoice {number} is past due", "{due} was to be paid by {due_at}.", _INVOICE, _INVOICES
    ),
    "invoice.late_fee_charged": Words(
        Level.warning, "Late fee for {number}", "{fee} is on the next invoice.", _INVOICE, _INVOICES
    ),
    "invoice.voided": Words(
        Level.info, "Invoice {number} was voided", "Nothing is owed on it any more.", _INVOICE, _INVOICES
    ),
    "credit_note.issued": Words(
        Level.info,
        "Credit note {number} over {total}",
        "It takes {applied} off invoice {invoice_number}; {kept} is credit for the next one.",
        "/invoices/{invoice_id}",
        _INVOICES,
    ),
    "payment.attempt_failed": Words(
        Level.warning,
        "A payment of {amount} did not go through",
        "Invoice {invoice_number}: {message} The next attempt follows on {next_attempt_at}.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.failed": Words(
        Level.error,
        "Invoice {invoice_number} could not be collected",
        "{message} Check the payment method and pay the {amount} again.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.unknown": Words(
        Level.warning,
        "A payment of {amount} is not confirmed yet",
        "The payment provider gave no answer for invoice {invoice_number}. It is being asked; nothing is charged twice.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.action_needed": Words(
        Level.warning,
        "A payment of {amount} waits to be confirmed",
        "Confirm it for invoice {invoice_number} by {confirm_by}. Nothing was taken yet.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.authorised": Words(
        Level.info,
        "{amount} are held for invoice {invoice_number}",
        "Nothing was taken. They are taken or released by {expires_at}.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.capture_asked": Words(
        Level.info,
        "{captured} are taken for invoice {invoice_number}",
        "{amount} are held for it. What is not taken of them is released.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.capture_refused": Words(
        Level.error,
        "{captured} could not be taken for invoice {invoice_number}",
        "{message} {amount} are held as before: have another amount taken, or release them.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.void_asked": Words(
        Level.info,
        "{amount} are released",
        "They were held for invoice {invoice_number}. Nothing of them is taken.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment_method.refused": Words(
        Level.error,
        "Invoice {invoice_number} needs another payment method",
        "The bank refuses {brand} {last4} for good, so it is not charged again. Add another and pay the {due}.",
        "/invoices/{subject}",
        _PAYMENTS,
    ),
    "refund.succeeded": Words(
        Level.success,
        "{amount} are on their way back",
        "What was paid for invoice {invoice_number} goes back to where it came from; a bank may take some days.",
        _OF_PAYMENT,
        _PAYMENTS,
    ),
    "refund.failed": Words(
        Level.warning,
        "{amount} could not be given back",
        "Invoice {invoice_number}: {message} The money is credit for the next invoices.",
        _OF_PAYMENT,
        _PAYMENTS,
    ),
    "manual_payment.recorded": Words(
        Level.success,
        "{amount} have come in",
        "Thank you. They were recorded for invoice {invoice_number}; {kept} of them are credit for the next ones.",
        "/invoices/{invoice_id}",
        _PAYMENTS,
    ),
    "payment_arrangement.changed": Words(
        Level.info,
        "The standing payment of {amount} is {state}",
        "{provider} holds its schedule. It was {state_before} before.",
        _ARRANGEMENT,
        _PAYMENTS,
    ),
    "payment_arrangement.charged": Words(
        Level.success,
        "{amount} have come in",
        "Thank you. {provider} has taken them by its schedule; {kept} of them are credit for the next invoices.",
        _ARRANGEMENT,
        _PAYMENTS,
    ),
    "payment_arrangement.charge_failed": Words(
        Level.warning,
        "A standing payment of {amount} did not go through",
        "{message} {provider} tries again by its own schedule; what is due can be paid here meanwhile.",
        _ARRANGEMENT,
        _PAYMENTS,
    ),
    "instalment_plan.made": Words(
        Level.info,
        "Invoice {invoice_number} is paid in {parts} parts",
        "{amount} in all: the first part is due on {first_on}, the last on {last_on}.",
        "/invoices/{invoice_id}",
        _PAYMENTS,
    ),
    "instalment.paid": Words(
        Level.success,
        "Part {number} of invoice {invoice_number} is paid",
        "Thank you for {amount}. {left} is left to pay.",
        "/invoices/{invoice_id}",
        _PAYMENTS,
    ),
    "instalment.overdue": Words(
        Level.warning,
        "Part {number} of invoice {invoice_number} is overdue",
        "{due} was due on {due_on}. If it is not paid by {defaults_at}, all that is left of the invoice is due at once.",
        "/invoices/{invoice_id}",
        _PAYMENTS,
    ),
    "instalment_plan.defaulted": Words(
        Level.error,
        "Invoice {invoice_number} is due at once",
        "A part was not paid in time, and the instalments have ended. {left} is left to pay.",
        "/invoices/{invoice_id}",
        _PAYMENTS,
    ),
    "instalment_plan.ended": Words(
        Level.info,
        "The instalments of invoice {invoice_number} have ended",
        "{left} is left to pay.",
        "/invoices/{invoice_id}",
        _PAYMENTS,
    ),
    # Its words are the operator's: the message of the step, in the company's language.
    "dunning.step_reached": Words(Level.warning, "{title}", "{body}", "/invoices", _PAYMENTS),
    "dunning.stopped": Words(
        Level.success,
        "No more reminders of overdue invoices",
        "{due} is overdue now. What the reminders had limited is as it was before.",
        "/invoices",
        _PAYMENTS,
    ),
    "usage.threshold_crossed": Words(
        Level.warning,
        "{name}: {threshold} reached",
        "{value} of {meter} have been used in this period.",
        "/usage",
        _USAGE,
    ),
    "usage.spiked": Words(
        Level.warning,
        "{name}: much more {meter} than usual",
        "One hour of {hour} brought {observed}; the same hour of the days before brought {baseline} on average.",
        "/usage",
        _USAGE,
    ),
    "subscription.started": Words(
        Level.success,
        "{module_name} is subscribed",
        "Plan {plan_name}, from {started_on} on.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "subscription.changed": Words(
        Level.info,
        "{module_name} is on the plan {plan_name}",
        "From {first_day} on; the next invoice shows both parts.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "subscription.canceled": Words(
        Level.info,
        "{module_name} was cancelled",
        "From {ended_on} on it is neither available nor charged.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "subscription.trial_ending": Words(
        Level.info,
        "The trial of {module_name} ends soon",
        "Plan {plan_name} is paid from {first_day} on.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "subscription.trial_ended": Words(
        Level.info,
        "The trial of {module_name} is over",
        "Plan {plan_name} is paid from {first_day} on.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "subscription.paused": Words(
        Level.info,
        "{module_name} is paused",
        "From {first_day} on it is neither available nor charged; the plan {plan_name} stays.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "subscription.unpaused": Words(
        Level.success,
        "The pause of {module_name} ends",
        "Plan {plan_name} is charged from {first_day} on.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "subscription.resumed": Words(
        Level.success,
        "{module_name} goes on",
        "Its cancellation was taken back; the plan {plan_name} stays.",
        _SUBSCRIPTION,
        _SUBSCRIPTIONS,
    ),
    "user.created": Words(Level.info, "{name} can sign in now", "A user was added.", "/users", "users.read"),
    "api_key.created": Words(
        Level.warning,
        "API key {name} was made",
        "It begins with {prefix}. Revoke it if nobody here knows it.",
        None,
        "api_keys.read",
    ),
    "mail.failed": Words(
        Level.warning,
        "A mail could not be delivered",
        "{title}: the mail says why. Check the billing address, then send it again.",
        "/mails?mail={subject}",
        "mails.read",
    ),
    "webhook_endpoint.disabled": Words(
        Level.error,
        "Webhooks to {host} were stopped",
        "{message} Enable the endpoint again when it answers, then replay what it has missed.",
        "/webhooks/{subject}",
        "webhooks.read",
    ),
}

# A fact that is told only when this field is set: the last failed attempt is told by payment.failed.
ONLY_WITH: Mapping[str, str] = {"payment.attempt_failed": "next_attempt_at", "reconciliation.finished": "first"}
