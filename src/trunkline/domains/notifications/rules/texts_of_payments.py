"""The texts about payments, by the kind of the fact, as `texts` explains them."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.domains.notifications.model import Level, Words

_INVOICES, _PAYMENTS = "invoices.read", "payments.read"
_PAYMENT, _OF_PAYMENT, _ARRANGEMENT = "/payments/{subject}", "/payments/{payment_id}", "/payment-arrangements/{subject}"

OF_PAYMENTS: Mapping[str, Words] = {
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
}
