"""What the operator's staff are told, by the kind of the fact; see `texts`."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.domains.notifications.model import Level, Words

_INVOICES, _PAYMENTS = "invoices.read", "payments.read"
_INVOICE, _PAYMENT, _OF_PAYMENT = "/invoices/{subject}", "/payments/{subject}", "/payments/{payment_id}"

FOR_OPERATOR: Mapping[str, Words] = {
    "company.created": Words(
        Level.info, "{name} is a customer now", "The company was created.", "/companies/{subject}", "companies.read"
    ),
    "invoice.past_due": Words(
        Level.warning,
        "{company}: invoice {number} is past due",
        "{due} was to be paid by {due_at}.",
        _INVOICE,
        _INVOICES,
    ),
    "mail.failed": Words(
        Level.warning,
        "{company}: a mail could not be delivered",
        "{title}: the mail says why.",
        "/mails?mail={subject}",
        "mails.read",
    ),
    "payment.failed": Words(
        Level.error,
        "{company}: invoice {invoice_number} could not be collected",
        "{amount}: {message}",
        _PAYMENT,
        _PAYMENTS,
    ),
    "dunning.step_reached": Words(
        Level.warning,
        "{company}: step {step} of dunning over {due}",
        "The company was told: {title}",
        "/dunning/{subject}",
        _PAYMENTS,
    ),
    "payment.authorised": Words(
        Level.info,
        "{company}: {amount} are held for invoice {invoice_number}",
        "Capture them by {expires_at}, or they are released.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.unapplied": Words(
        Level.error,
        "{company} paid {amount} too much",
        "Invoice {invoice_number} no longer asked for it when the money came. It is credit now.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "payment.belated": Words(
        Level.warning,
        "{company} has paid {amount} after all",
        "{provider} has the money of an attempt for invoice {invoice_number} that had not succeeded ({told_before}). It is booked.",
        _PAYMENT,
        _PAYMENTS,
    ),
    "refund.unknown": Words(
        Level.warning,
        "{company}: a refund of {amount} is not confirmed yet",
        "The payment provider gave no answer. It is being asked; nothing is given back twice.",
        _OF_PAYMENT,
        _PAYMENTS,
    ),
    "refund.failed": Words(
        Level.error,
        "{company}: {amount} could not be given back",
        "Invoice {invoice_number}: {message} The money is the company's credit again.",
        _OF_PAYMENT,
        _PAYMENTS,
    ),
    "dispute.opened": Words(
        Level.error,
        "{company} disputes {amount}",
        "Invoice {invoice_number}, for the reason {reason}. Answer it before its time is over.",
        _OF_PAYMENT,
        _PAYMENTS,
    ),
    "dispute.won": Words(
        Level.success,
        "{company}: the dispute over {amount} is won",
        "What was paid for invoice {invoice_number} stays ours.",
        _OF_PAYMENT,
        _PAYMENTS,
    ),
    "dispute.lost": Words(
        Level.error,
        "{company}: the dispute over {amount} is lost",
        "What was paid for invoice {invoice_number} stays with the payer.",
        _OF_PAYMENT,
        _PAYMENTS,
    ),
    "notice.failed": Words(
        Level.error,
        "A notice of {provider} could not be followed",
        "{effect}",
        "/notices",
        "notices.read",
    ),
    "rates.held": Words(
        Level.warning,
        "The rate of {currency} moved by {change_percent} %",
        "{source} says 1 {base} is {rate} {currency}; it was {previous}, and that goes on until somebody accepts the new one.",
        None,
        "rates.manage",
    ),
    "rates.fetch_failed": Words(
        Level.error,
        "No source gives exchange rates",
        "{detail} The last known ones go on; `trunkline rates show` says which source fails, and why.",
        None,
        "rates.manage",
    ),
    "reconciliation.finished": Words(
        Level.warning,
        "{open_left} differences with {provider}'s books are open",
        "The oldest: {first}",
        "/reconciliations/{subject}",
        "reconciliation.read",
    ),
    "reconciliation.failed": Words(
        Level.warning,
        "The books of {provider} could not be compared with ours",
        "{error}",
        "/reconciliations/{subject}",
        "reconciliation.read",
    ),
    "ledger.unbalanced": Words(
        Level.error,
        "The books of {company} do not balance",
        "{count} differences, the first: {first}. `trunkline ledger check` shows all of them.",
        "/ledger",
        "platform.read",
    ),
    "billing.run_finished": Words(
        Level.info,
        "{invoices_issued} invoices were issued",
        "The run went through {companies} companies; {companies_failed} of them failed.",
        "/invoices",
        "billing.run",
    ),
    "webhook_endpoint.disabled": Words(
        Level.warning,
        "Webhooks to {host} were stopped",
        "{message}",
        "/webhooks/{subject}",
        "webhooks.read",
    ),
    "job.dead": Words(
        Level.error, "The job {job_kind} failed for good", "After {attempts} attempts: {error}", None, "jobs.read"
    ),
}
