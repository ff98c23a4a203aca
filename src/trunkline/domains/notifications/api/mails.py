"""Routes of mails. Only those of facts that the caller may hear himself are shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.api.router import router
from trunkline.domains.notifications.model import Mail, MailAttempt, MailKind, MailState, Reply
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, FactId, MailId


class MailOut(BaseModel):
    """One fact, written to one recipient. `subject` is the id of what it is about, `title` its subject line.

    `state`: `waiting` (with a `reason` where for long), `sent` (the mail server has it), `failed` (not tried any more; `reason` says why),
    `kept` (in the outbox: nothing is sent from here, or not for this company) or `withheld` (not true any more when its turn came).
    """

    id: MailId
    company_id: CompanyId
    fact_id: FactId
    kind: MailKind
    subject: str
    recipient: str
    title: str
    state: MailState
    reason: str | None
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    sent_at: datetime | None

    @staticmethod
    def of(mail: Mail) -> "MailOut":
        return MailOut(**{name: getattr(mail, name) for name in MailOut.model_fields})


class MailAttemptOut(BaseModel):
    """`code` is the mail server's, `reply` what it said. `outcome`: `accepted`, `later` (tried again), `refused` (5xx), or `unanswered`:
    it was given the whole message and did not say whether it takes it, which is tried once more and no oftener.

    Without an outcome the attempt is under way, or its process ended before it was written down; the mail is then sent once more, as
    the same message.
    """

    number: int
    started_at: datetime
    duration_ms: int | None
    code: int | None
    outcome: Reply | None
    reply: str | None

    @staticmethod
    def of(attempt: MailAttempt) -> "MailAttemptOut":
        return MailAttemptOut(**{name: getattr(attempt, name) for name in MailAttemptOut.model_fields})


class MailDetailOut(MailOut):
    """`headers` as they are sent, `attachments` the names of the files, which are made when it is sent."""

    headers: Mapping[str, str]
    text: str
    attachments: list[str]
    history: list[MailAttemptOut]


@router.get("/mails", permission=Permission.mails_read)
async def list_mails(
    scope: ReadScope,
    page: Paging,
    state: Annotated[MailState | None, Query(description="Only those in this state.")] = None,
    kind: Annotated[MailKind | None, Query(description="Only those of this kind.")] = None,
) -> PageOut[MailOut]:
    """Mails, newest first."""
    return page.out((await queries.mails(scope, page.request, queries.MailFilter(state, kind))).map(MailOut.of))


@router.get("/mails/{mail_id}", permission=Permission.mails_read)
async def get_mail(scope: ReadScope, mail_id: MailId) -> MailDetailOut:
    """One mail, what is sent, and each attempt at it."""
    mail = await queries.mail(scope, mail_id)
    return MailDetailOut(
        **MailOut.of(mail).model_dump(),
        headers=queries.headers_sent(scope, mail),
        text=mail.text,
        attachments=[one.name for one in mail.attachments],
        history=[MailAttemptOut.of(one) for one in await queries.mail_attempts(scope, mail_id)],
    )


@router.post("/mails/{mail_id}/resend", permission=Permission.mails_manage, status_code=202)
async def resend_mail(scope: WriteScope, mail_id: MailId) -> MailOut:
    """Send it again now: as the same message, or as one of its own where the company's billing address is another by now."""
    return MailOut.of(await actions.resend_mail(scope, mail_id))
