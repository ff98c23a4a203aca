"""The mails, by the kind of their fact. `{…}` names a field of the fact, or the `{company}` by name; empty lines part paragraphs.

A mail is written to the billing address of the company. What is uncertain has no text: a payment that is pending or unknown is told
when it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trunkline.domains.notifications.model import AttachmentKind, MailKind

MAIL_LOCALE = "en"
_INVOICES, _PAYMENTS = "invoices.read", "payments.read"


@dataclass(frozen=True, slots=True)
class MailText:
    """`attached`: which document of the fact's subject goes with it, and the name of its file."""

    kind: MailKind
    audience: str
    title: str
    text: str
    attached: tuple[AttachmentKind, str] | None = None


MAILED: Mapping[str, MailText] = {
    "invoice.issued": MailText(
        MailKind.invoice_issued,
        _INVOICES,
        "Invoice {number}",
        "Invoice {number} over {total} is attached. It is due on {due_at}.\n\n"
        "Where a payment method is saved it is collected from there; nothing is to be done then.",
        (AttachmentKind.invoice, "invoice-{number}.pdf"),
    ),
    "payment.succeeded": MailText(
        MailKind.payment_succeeded,
        _PAYMENTS,
        "Payment received: {amount}",
        "Thank you. {amount} for invoice {invoice_number} were received on {settled_at}.\n\nThe receipt is attached.",
        (AttachmentKind.receipt, "receipt-{invoice_number}.pdf"),
    ),
    "manual_payment.recorded": MailText(
        MailKind.payment_recorded,
        _PAYMENTS,
        "Payment received: {amount}",
        "Thank you. {amount} were recorded for invoice {invoice_number}.\n\nThe receipt {receipt_number} is attached.",
        (AttachmentKind.manual_receipt, "receipt-{receipt_number}.pdf"),
    ),
    "payment_arrangement.charged": MailText(
        MailKind.payment_succeeded,
        _PAYMENTS,
        "Payment received: {amount}",
        "Thank you. {amount} were received as agreed; the receipt has the number {receipt_number}.\n\n"
        "What no invoice asked for, {kept}, is credit for the next ones.",
    ),
    "payment.failed": MailText(
        MailKind.payment_failed,
        _PAYMENTS,
        "Invoice {invoice_number} could not be collected",
        "{amount} for invoice {invoice_number} could not be collected: {message}\n\n"
        "It is not tried again by itself. Please check the payment method and pay what is due.",
    ),
    "refund.succeeded": MailText(
        MailKind.refund_succeeded,
        _PAYMENTS,
        "Refund of {amount}",
        "{amount} of what was paid for invoice {invoice_number} are on their way back to where they came from.\n\n"
        "A bank may take some days to show it.",
    ),
    "manual_payment.refunded": MailText(
        MailKind.refund_succeeded,
        _PAYMENTS,
        "Refund of {amount}",
        "{amount} of what was paid for invoice {invoice_number} were given back.",
    ),
    # Only of a refund that was told as sent before; see `is_mailed`.
    "refund.failed": MailText(
        MailKind.refund_failed,
        _PAYMENTS,
        "The refund of {amount} came back",
        "{amount} of what was paid for invoice {invoice_number} did not arrive and came back: {message}\n\n"
        "The money is credit for the next invoices.",
    ),
    # Its words are the operator's: the message of the step, in the company's language, and nothing beside it.
    "dunning.step_reached": MailText(MailKind.dunning_step, _PAYMENTS, "{title}", "{body}"),
}

FOOTER = "This mail was written to the billing address of {company}."
