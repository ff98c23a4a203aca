"""Mails: one for each fact that is told to a recipient, and again when somebody asks for it."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.notifications import queries, store
from trunkline.domains.notifications.events import MailFailed, MailResent
from trunkline.domains.notifications.model import REPLY_LENGTH_MAX, FailedBecause, Mail, MailState, WrittenMail
from trunkline.domains.notifications.ports import MailSender
from trunkline.domains.notifications.rules import deliverable_address, message_id_of
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, NotFound
from trunkline.kernel.ids import FactId, MailId

SEND_MAIL_JOB = "notifications.send_mail"
# All mails wait for the same mail server: one that hangs has two workers, see `infra.queue.lanes`.
MAIL_LANE = "mail"
NO_ADDRESS = "The billing address is no address that mail can be sent to: correct it, then send the mail again."
_CRASHED = "It could not be made or sent: the jobs say why."


async def write_mail(scope: Scope, fact_id: FactId, recipient: str, written: WrittenMail) -> Mail | None:
    """Write a fact to the scope's company; None where this recipient was written to of the fact before.

    It is sent after the commit, by a job; where nothing is sent, and for a company with a clock of its own, it is kept.
    """
    made = _fresh(scope, fact_id, recipient, written)
    if not await store.insert_mail(scope, made):
        return None
    if made.state is MailState.waiting:
        await ask_to_send_mail(scope, made)
    elif made.state is MailState.failed:
        scope.announce(_failed(made, FailedBecause.no_address, None))
    return made


async def ask_to_send_mail(scope: Scope, mail: Mail) -> None:
    """A job for the mail's turn; an earlier job that is still waiting finds that it is not its turn any more."""
    job = scope.program.jobs.by_kind[SEND_MAIL_JOB]
    key = f"{SEND_MAIL_JOB}:{mail.id}#{mail.turn}"
    payload: dict[str, object] = {"subject": mail.id, "turn": mail.turn}
    await scope.enqueue(job, payload, run_at=mail.next_attempt_at, unique_key=key, by_machine=True, lane=MAIL_LANE)


async def resend_mail(scope: Scope, mail_id: MailId) -> Mail:
    """Send it again now, whatever became of it, as the same message; to another billing address as one of its own.

    Raises `NotFound`, also for another company's mail, and `Conflict` where mails are kept and not sent, or there is no good address.
    """
    here = await scope.within((await queries.mail(scope, mail_id)).company_id)
    _require_sending(here)
    recipient = (await tenants.company(here, here.company)).billing_profile.email
    if deliverable_address(recipient) is None:
        raise Conflict(NO_ADDRESS)
    found = await store.lock_mail(here, mail_id)
    if found is None:
        raise NotFound(f"There is no mail {mail_id}.")
    again = await _to_address(here, found, recipient)
    here.announce(MailResent(company_id=again.company_id, subject=again.id, about=again.kind))
    return again


async def fail_mail(
    scope: Scope, mail: Mail, because: FailedBecause, reason: str, *, tries: int, code: int | None = None
) -> None:
    """It is not tried any more, and that is told; not with the `reason`, in which a server may have repeated the address."""
    cut = reason[:REPLY_LENGTH_MAX]
    await store.update_mail(scope, mail.id, state=MailState.failed, tries=tries, reason=cut, next_attempt_at=None)
    scope.announce(_failed(mail, because, code))


async def give_up_mail(scope: Scope, mail_id: MailId, turn: int) -> None:
    """Nobody will do the job of this turn any more: whoever looks sees that the mail does not wait for anything."""
    found = await store.lock_mail(scope, mail_id)
    if found is not None and found.state is MailState.waiting and found.turn == turn:
        await fail_mail(scope, found, FailedBecause.crashed, _CRASHED, tries=found.tries)


async def _to_address(scope: Scope, found: Mail, recipient: str) -> Mail:
    if found.recipient == recipient:
        return await _send_again(scope, found)
    names = ("kind", "subject", "locale", "title", "text", "audience", "attachments")
    written = WrittenMail(**{name: getattr(found, name) for name in names})
    made = await write_mail(scope, found.fact_id, recipient, written)
    if made is not None:
        return made
    known = await store.lock_mail_to(scope, found.fact_id, recipient)
    assert known is not None, "this recipient was written to of the fact"
    return await _send_again(scope, known)


async def _send_again(scope: Scope, found: Mail) -> Mail:
    again = replace(
        found,
        state=MailState.waiting,
        reason=None,
        tries=0,
        unanswered=0,
        turn=found.turn + 1,
        next_attempt_at=scope.machine_now,
    )
    names = ("state", "reason", "tries", "unanswered", "turn", "next_attempt_at")
    await store.update_mail(scope, found.id, **{name: getattr(again, name) for name in names})
    await ask_to_send_mail(scope, again)
    return again


def _fresh(scope: Scope, fact_id: FactId, recipient: str, written: WrittenMail) -> Mail:
    mail_id, sender = scope.new_id(MailId), scope.port(MailSender)
    sends = sender.sends and scope.clock is None
    deliverable = deliverable_address(recipient) is not None
    state = MailState.kept if not sends else MailState.waiting if deliverable else MailState.failed
    return Mail(
        id=mail_id,
        company_id=scope.company,
        fact_id=fact_id,
        kind=written.kind,
        subject=written.subject,
        recipient=recipient,
        locale=written.locale,
        title=written.title,
        text=written.text,
        audience=written.audience,
        attachments=written.attachments,
        message_id=message_id_of(mail_id, sender.sender),
        state=state,
        reason=NO_ADDRESS if state is MailState.failed else None,
        tries=0,
        attempts=0,
        unanswered=0,
        turn=1,
        next_attempt_at=scope.machine_now if state is MailState.waiting else None,
        created_at=scope.now,
        sent_at=None,
    )


def _failed(mail: Mail, because: FailedBecause, code: int | None) -> MailFailed:
    return MailFailed(
        company_id=mail.company_id,
        subject=mail.id,
        about=mail.kind,
        title=mail.title,
        because=because,
        code=code,
    )


def _require_sending(scope: Scope) -> None:
    if scope.clock is not None:
        raise Conflict("The company has a clock of its own: its mails are kept and never sent.")
    if not scope.port(MailSender).sends:
        raise Conflict(
            "Mails are kept here and not sent: set TRUNKLINE_MAIL_URL to the address of a mail server first."
        )
