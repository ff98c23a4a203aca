"""Sending one mail: make its documents, write down that it is tried (commit), hand it over with no transaction open, write down the
reply (commit).

A crash may take the last step. Then the job runs again and the recipient may get the mail twice, with the same Message-ID.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from trunkline.domains.notifications import queries, store
from trunkline.domains.notifications.actions.mails import ask_to_send_mail, fail_mail
from trunkline.domains.notifications.model import HandedOver, Letter, Mail, MailState, Reply
from trunkline.domains.notifications.ports import HAND_OVER_SECONDS_MAX, MailSender
from trunkline.domains.notifications.rules import deliverable_address, html_of, mail_wait_after
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId, MailId

_NOT_TRUE = "Nothing was overdue any more when it was to be sent."
_TOO_SLOW = f"The mail server did not take it within {HAND_OVER_SECONDS_MAX} seconds."


@dataclass(frozen=True, slots=True)
class Begun:
    """A hand-over that is written down and not yet made."""

    mail: Mail
    started_at: datetime


async def send_mail(begin: Begin, sender: MailSender, company_id: CompanyId, mail_id: MailId, turn: int) -> None:
    """One attempt, if it is still this turn's."""
    async with begin(company_id, write=False) as scope:
        found = await queries.mail(scope, mail_id)
        letter = await _letter(scope, sender, found) if _is_turn(found, turn) else None
    if letter is None:
        return
    async with begin(company_id) as scope:
        begun = await _begin_attempt(scope, sender, mail_id, turn)
    if begun is None:
        return
    handed = await _hand_over(sender, letter)
    async with begin(company_id) as scope:
        await _write_reply(scope, begun, handed)


def _is_turn(mail: Mail, turn: int) -> bool:
    return mail.state is MailState.waiting and mail.turn == turn


async def _letter(scope: Scope, sender: MailSender, mail: Mail) -> Letter:
    recipient = deliverable_address(mail.recipient)
    assert recipient is not None, "a mail to no address does not wait"
    return Letter(
        message_id=mail.message_id,
        sender=sender.sender,
        recipient=recipient,
        title=mail.title,
        text=mail.text,
        html=html_of(mail),
        locale=mail.locale,
        written_at=mail.created_at,
        files=await queries.files_of(scope, mail),
    )


async def _begin_attempt(scope: Scope, sender: MailSender, mail_id: MailId, turn: int) -> Begun | None:
    """None when somebody else's turn has come, or when it is not to be sent any more, which is then written down."""
    mail = await store.lock_mail(scope, mail_id)
    if mail is None or not _is_turn(mail, turn):
        return None
    if not sender.sends:
        await store.update_mail(scope, mail.id, state=MailState.kept, next_attempt_at=None)
        return None
    if not await queries.is_true_still(scope, mail):
        await store.update_mail(scope, mail.id, state=MailState.withheld, reason=_NOT_TRUE, next_attempt_at=None)
        return None
    number = mail.attempts + 1
    await store.update_mail(scope, mail.id, attempts=number)
    await store.insert_mail_attempt(scope, mail, number)
    return Begun(replace(mail, attempts=number), scope.machine_now)


async def _hand_over(sender: MailSender, letter: Letter) -> HandedOver:
    try:
        async with asyncio.timeout(HAND_OVER_SECONDS_MAX):
            return await sender.send(letter)
    except TimeoutError:
        return HandedOver(Reply.later, None, _TOO_SLOW)


async def _write_reply(scope: Scope, begun: Begun, handed: HandedOver) -> None:
    mail = await store.lock_mail(scope, begun.mail.id)
    if mail is None:
        return
    await store.write_reply(scope, mail.id, begun.mail.attempts, handed, begun.started_at)
    # Somebody may have asked for it again meanwhile: then the new turn decides what comes next.
    if not _is_turn(mail, begun.mail.turn):
        return
    if handed.reply is Reply.accepted:
        done = {"state": MailState.sent, "sent_at": scope.machine_now, "next_attempt_at": None, "reason": None}
        await store.update_mail(scope, mail.id, tries=mail.tries + 1, **done)
    elif handed.reply is Reply.refused:
        await fail_mail(scope, mail, handed.words, tries=mail.tries + 1)
    else:
        await _try_later(scope, mail, handed)


async def _try_later(scope: Scope, mail: Mail, handed: HandedOver) -> None:
    tries = mail.tries + 1
    wait = mail_wait_after(tries, scope.program.entropy)
    if wait is None:
        await fail_mail(scope, mail, handed.words, tries=tries)
        return
    again = replace(mail, tries=tries, turn=mail.turn + 1, next_attempt_at=scope.machine_now + wait)
    await store.update_mail(scope, mail.id, tries=tries, turn=again.turn, next_attempt_at=again.next_attempt_at)
    await ask_to_send_mail(scope, again)
