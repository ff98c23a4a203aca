"""Questions about mails. Nobody sees one of a fact that he may not hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select

from trunkline.domains.billing import queries as billing
from trunkline.domains.notifications import store
from trunkline.domains.notifications.model import (
    Attachment,
    AttachmentKind,
    File,
    Mail,
    MailAttempt,
    MailKind,
    MailState,
)
from trunkline.domains.notifications.ports import MailSender
from trunkline.domains.notifications.rules import headers_of_mail
from trunkline.domains.payments import queries as payments
from trunkline.domains.payments.queries import CaseFilter
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import DunningCaseId, InvoiceId, MailId, ManualPaymentId, PaymentId
from trunkline.kernel.page import Page, PageRequest, page_of

_mail, _attempt = store.mail, store.mail_attempt


# Somebody may end a pause before its day.
LOOKED_AT_AGAIN = timedelta(days=1)
_NOT_TRUE = "Nothing was overdue any more when it was to be sent."
_PAUSED = "Its dunning case is paused: it is sent when the case goes on."
_NEXT_REMINDS = (
    "Its dunning case was paused when it was to be sent; the next step, which follows the pause, reminds instead."
)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands against sending a mail, in words; `until` when it is looked at again, None: it will never be sent."""

    words: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailFilter:
    state: MailState | None = None
    kind: MailKind | None = None


async def mails(scope: Scope, request: PageRequest, wanted: MailFilter) -> Page[Mail]:
    """Newest first."""
    chosen = select(_mail).where(_seen(scope), *_conditions(wanted))
    if request.position is not None:
        chosen = chosen.where(_mail.c.id < request.position[0])
    rows = (await scope.tx.execute(chosen.order_by(_mail.c.id.desc()).limit(request.limit + 1))).all()
    return page_of([store.mail_of(row) for row in rows], request, lambda one: (str(one.id),))


async def mail(scope: Scope, mail_id: MailId) -> Mail:
    """Raises `NotFound`, also for another company's mail, and for one of a fact that the caller may not hear."""
    row = (await scope.tx.execute(select(_mail).where(_mail.c.id == mail_id, _seen(scope)))).one_or_none()
    if row is None:
        raise NotFound(f"There is no mail {mail_id}.")
    return store.mail_of(row)


async def mail_attempts(scope: Scope, mail_id: MailId) -> Sequence[MailAttempt]:
    """In their order. The mail was asked for before."""
    chosen = select(_attempt).where(_attempt.c.mail_id == mail_id, scope.of_company(_attempt))
    return [store.mail_attempt_of(row) for row in await scope.tx.execute(chosen.order_by(_attempt.c.number))]


def headers_sent(scope: Scope, one: Mail) -> dict[str, str]:
    """The headers of a mail, from whom mails are sent now."""
    return headers_of_mail(one, scope.port(MailSender).sender)


async def files_of(scope: Scope, one: Mail) -> tuple[File, ...]:
    """The documents that go with a mail, as they stand now. Raises `NotFound` for what there is no document of."""
    return tuple([File(attached.name, await _document(scope, attached)) for attached in one.attachments])


async def hindrance_of(scope: Scope, one: Mail) -> Hindrance | None:
    """Why a mail must not be sent now: a reminder of what is no longer overdue, or whose case stands still.

    Where the next step is taken as soon as the pause ends, that one reminds, and not two at once.
    """
    if one.kind is not MailKind.dunning_step:
        return None
    case = (await payments.dunning_case(scope, DunningCaseId.parse(one.subject))).case
    if case.stopped_at is not None:
        return Hindrance(_NOT_TRUE)
    if not case.is_paused(scope.now):
        return None
    assert case.paused_until is not None
    if case.comes_at == case.paused_until:
        return Hindrance(_NEXT_REMINDS)
    return Hindrance(_PAUSED, min(case.paused_until, scope.now + LOOKED_AT_AGAIN))


async def dunning_tells(scope: Scope, currency: str) -> bool:
    """Whether the company is being reminded of what it owes in this currency already."""
    page = await payments.dunning_cases(scope, PageRequest(1), CaseFilter(currency=currency, is_open=True))
    return any(details.notices for details in page.items)


async def _document(scope: Scope, attached: Attachment) -> bytes:
    match attached.kind:
        case AttachmentKind.invoice:
            _, pdf = await billing.invoice_pdf(scope, InvoiceId.parse(attached.of))
        case AttachmentKind.receipt:
            _, pdf = await payments.receipt_document(scope, PaymentId.parse(attached.of))
        case AttachmentKind.manual_receipt:
            _, pdf = await payments.manual_receipt_document(scope, ManualPaymentId.parse(attached.of))
    return pdf


def _seen(scope: Scope) -> ColumnElement[bool]:
    mine = scope.of_company(_mail)
    return mine if scope.allows("*") else and_(mine, _mail.c.audience.in_(sorted(scope.permissions)))


def _conditions(wanted: MailFilter) -> list[ColumnElement[bool]]:
    asked = {"state": wanted.state, "kind": wanted.kind}
    return [_mail.c[name] == value.value for name, value in asked.items() if value is not None]
