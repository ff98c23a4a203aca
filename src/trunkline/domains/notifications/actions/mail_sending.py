"""Sending one mail: make its documents, write down that it is tried (commit), hand it over with no transaction open, write down the
reply (commit).

A crash may take the last step. Then the job runs again and the recipient may get the mail twice, with the same Message-ID.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from trunkline.domains.notifications import queries, store
from trunkline.domains.notifications.actions.mails import NO_ADDRESS, ask_to_send_mail, fail_mail
from trunkline.domains.notifications.model import FailedBecause, HandedOver, Letter, Mail, MailState, Reply
from trunkline.domains.notifications.ports import HAND_OVER_SECONDS_MAX, MailSender
from trunkline.domains.notifications.rules import (
    UNANSWERED_MAX,
    UNANSWERED_WAIT,
    deliverable_address,
    html_of,
    mail_wait_after,
)
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId, MailId

_TOO_SLOW = f"The mail server did not say within {HAND_OVER_SECONDS_MAX} seconds whether it takes it."
_MAYBE_THERE = (
    "Twice the mail server was given the whole message and did not say whether it takes it. It may have arrived: ask the recipient before "
    "it is sent again."
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A hand-over that is written down and not yet made."""

    mail: Mail
    started_at: datetime


async def send_mail(begin: Begin, sender: MailSender, company_id: CompanyId, mail_id: MailId, turn: int) -> None:
    """One attempt, if it is still this turn's."""
    async with begin(company_id, write=False) as scope:
        found = await queries.mail(scope, mail_id)
        if not _is_turn(found, turn):
            return
        letter = await _letter(scope, sender, found)
    async with begin(company_id) as scope:
        begun = await _begin_attempt(scope, sender, mail_id, turn)
    if begun is None or letter is None:
        return
    handed = await _hand_over(sender, letter)
    async with begin(company_id) as scope:
        await _write_reply(scope, begun, handed)


def _is_turn(mail: Mail, turn: int) -> bool:
    return mail.state is MailState.waiting and mail.turn == turn


async def _letter(scope: Scope, sender: MailSender, mail: Mail) -> Letter | None:
    """None for a mail to what is no address."""
    recipient = deliverable_address(mail.recipient)
    if recipient is None:
        return None
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
    if deliverable_address(mail.recipient) is None:
        await fail_mail(scope, mail, FailedBecause.no_address, NO_ADDRESS, tries=mail.tries)
        return None
    if await _is_held_back(scope, mail):
        return None
    number = mail.attempts + 1
    await store.update_mail(scope, mail.id, attempts=number, reason=None)
    await store.insert_mail_attempt(scope, mail, number)
    return Begun(replace(mail, attempts=number), scope.machine_now)


async def _is_held_back(scope: Scope, mail: Mail) -> bool:
    """Written down where it is: withheld for good, or to be looked at again."""
    found = await queries.hindrance_of(scope, mail)
    if found is None:
        return False
    if found.until is None:
        await store.update_mail(scope, mail.id, state=MailState.withheld, reason=found.words, next_attempt_at=None)
    else:
        await _wait(scope, mail, found.until, reason=found.words)
    return True


async def _hand_over(sender: MailSender, letter: Letter) -> HandedOver:
    try:
        async with asyncio.timeout(HAND_OVER_SECONDS_MAX):
            return await sender.send(letter)
    except TimeoutError:
        # Nobody knows how far it was.
        return HandedOver(Reply.unanswered, None, _TOO_SLOW)


async def _write_reply(scope: Scope, begun: Begun, handed: HandedOver) -> None:
    mail = await store.lock_mail(scope, begun.mail.id)
    if mail is None:
        return
    await store.write_reply(scope, mail.id, begun.mail.attempts, handed, begun.started_at)
    # Somebody may have asked for it again meanwhile: then the new turn decides what comes next.
    if not _is_turn(mail, begun.mail.turn):
        return
    tries = mail.tries + 1
    match handed.reply:
        case Reply.accepted:
            done = {"state": MailState.sent, "sent_at": scope.machine_now, "next_attempt_at": None, "reason": None}
            await store.update_mail(scope, mail.id, tries=tries, **done)
        case Reply.refused:
            await fail_mail(scope, mail, FailedBecause.refused, handed.words, tries=tries, code=handed.code)
        case Reply.unanswered:
            await _try_once_more(scope, mail, handed)
        case Reply.later:
            await _try_later(scope, mail, handed)


async def _try_once_more(scope: Scope, mail: Mail, handed: HandedOver) -> None:
    """It may have arrived: the recipient gets the same message twice at most."""
    tries, unanswered = mail.tries + 1, mail.unanswered + 1
    if unanswered > UNANSWERED_MAX:
        await fail_mail(scope, mail, FailedBecause.unanswered, _MAYBE_THERE, tries=tries)
        return
    waits_until = scope.machine_now + UNANSWERED_WAIT
    await _wait(scope, mail, waits_until, reason=handed.words, tries=tries, unanswered=unanswered)


async def _try_later(scope: Scope, mail: Mail, handed: HandedOver) -> None:
    tries = mail.tries + 1
    wait = mail_wait_after(tries, scope.program.entropy)
    if wait is None:
        await fail_mail(scope, mail, FailedBecause.not_taken, handed.words, tries=tries, code=handed.code)
        return
    await _wait(scope, mail, scope.machine_now + wait, tries=tries)


async def _wait(scope: Scope, mail: Mail, until: datetime, *, reason: str | None = None, **counted: int) -> None:
    again = replace(mail, turn=mail.turn + 1, next_attempt_at=until)
    changes = {"turn": again.turn, "next_attempt_at": until, "reason": reason, **counted}
    await store.update_mail(scope, mail.id, **changes)
    await ask_to_send_mail(scope, again)
