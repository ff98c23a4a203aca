"""The texts, by the kind of the fact. `{…}` names a field of the fact, its `{subject}`, or the `{company}` by name.

A text is told to those who may hear the fact: the permission is that of the fact's own audience.
"""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.domains.notifications.model import Level, Words
from trunkline.domains.notifications.rules.texts_of_payments import OF_PAYMENTS

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
    **OF_PAYMENTS,
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
    "company.currency_preferred": Words(
        Level.info,
        "Billed in {currency}",
        "New subscriptions from now on, open ones from their next period on. What was issued in {previous} stays as it is.",
        "/subscriptions",
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
