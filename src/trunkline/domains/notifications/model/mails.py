"""The mail: what was written to whom because of which fact, and each attempt to hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, FactId, MailId

RECIPIENT_LENGTH_MAX = 320
MAIL_TITLE_LENGTH_MAX = 250
REPLY_LENGTH_MAX = 500


class MailKind(StrEnum):
    """What a mail tells of. There is none for what is not certain: nothing is said of payments that are pending or unknown."""

    invoice_issued = "invoice_issued"
    payment_succeeded = "payment_succeeded"
    payment_recorded = "payment_recorded"
    payment_failed = "payment_failed"
    refund_succeeded = "refund_succeeded"
    refund_failed = "refund_failed"
    dunning_step = "dunning_step"


class MailState(StrEnum):
    """`kept`: in the outbox, where it stays. `withheld`: not sent, because it was not true any more when its turn came."""

    waiting = "waiting"
    sent = "sent"
    failed = "failed"
    kept = "kept"
    withheld = "withheld"


class AttachmentKind(StrEnum):
    invoice = "invoice"
    receipt = "receipt"
    manual_receipt = "manual_receipt"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that is made when the mail is sent. `of`: the id of the invoice or of the payment; `name`: that of the file."""

    kind: AttachmentKind
    of: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMail:
    """A mail as it is composed. `audience`: the permission that one needs to read it, which is that of its fact."""

    kind: MailKind
    subject: str
    locale: str
    title: str
    text: str
    audience: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One fact for one recipient. `message_id` is the same whenever it is sent. `reason`: why it failed, was withheld or waits for long.

    `tries` and `unanswered` (the tries after which nobody knows whether it arrived) count since it was last asked for, `attempts` ever;
    `turn` names the job that is to try it.
    """

    id: MailId
    company_id: CompanyId
    fact_id: FactId
    kind: MailKind
    subject: str
    recipient: str
    locale: str
    title: str
    text: str
    audience: str
    attachments: tuple[Attachment, ...]
    message_id: str
    state: MailState
    reason: str | None
    tries: int
    attempts: int
    unanswered: int
    turn: int
    next_attempt_at: datetime | None
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailAttempt:
    """One hand-over as it is kept. Without an outcome it is under way, or its process ended before the reply was written down."""

    number: int
    started_at: datetime
    duration_ms: int | None
    code: int | None
    outcome: Reply | None
    reply: str | None


@dataclass(frozen=True, slots=True)
class File:
    """A document that is attached: its name and its bytes, a PDF."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is handed over: one recipient, both forms of the text, the documents."""

    message_id: str
    sender: str
    recipient: str
    title: str
    text: str
    html: str
    locale: str
    written_at: datetime
    files: tuple[File, ...] = ()


class Reply(StrEnum):
    """What came of a hand-over: the server has it, it should be tried again, or it will never be taken.

    `unanswered`: the server was given all of it and did not say whether it takes it. It may be delivered.
    """

    accepted = "accepted"
    later = "later"
    refused = "refused"
    unanswered = "unanswered"


class FailedBecause(StrEnum):
    """Why a mail is not tried any more; the mail itself has the words, which may name the recipient."""

    refused = "refused"
    not_taken = "not_taken"
    unanswered = "unanswered"
    no_address = "no_address"
    crashed = "crashed"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """`code`: that of the server's reply, None where none came. `words` never hold a secret."""

    reply: Reply
    code: int | None
    words: str
