"""Providers' notices: kept as they come, worked through later, and never believed.

A notice says that something happened to an object; what is true now is fetched from the provider. So neither the order of notices nor
their number matters, and a late one can move nothing backwards: only an attempt in flight has a result to learn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from trunkline.domains.payments import queries, store
from trunkline.domains.payments.actions.advancing import record_outcome, refresh_payment
from trunkline.domains.payments.actions.arrangement_notices import handle_arrangement
from trunkline.domains.payments.actions.disputing import handle_dispute
from trunkline.domains.payments.actions.not_yet import NOT_ANSWERING, PROVIDER_OUT, TOLD_AFTER, NotYet, patience_with
from trunkline.domains.payments.actions.refund_notices import handle_refund
from trunkline.domains.payments.actions.setting_up import complete_setup
from trunkline.domains.payments.events import NoticeFailed, NoticeReceived, NoticeReplayed
from trunkline.domains.payments.model import (
    ASKED_ABOUT,
    IN_FLIGHT,
    About,
    ActionNeeded,
    AttemptState,
    Notice,
    NoticeState,
    Outage,
    Succeeded,
    Unknown,
    Verdict,
)
from trunkline.domains.payments.model.notices import NotShown
from trunkline.domains.payments.ports import NoticeSource, PaymentProviders, ReceivedNotice
from trunkline.domains.payments.rules import is_belated
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import NoticeId

# Lists are read again from a little before the end of the last reading: providers file events late.
OVERLAP = timedelta(hours=1)
# Where nothing of the provider was ever seen here, a few days are enough; else its list is read as far back as it goes.
FIRST_READING = timedelta(days=3)
KEPT_FOR = timedelta(days=30)
PAGES_MAX = 50


class Kept(NamedTuple):
    notice_id: NoticeId
    is_new: bool


async def keep_notice(scope: Scope, received: ReceivedNotice, *, polled: bool = False) -> Kept:
    """Keep a notice, once per event of its provider; a new one is handled by the job that is born in the same transaction.

    One that nothing here depends on is ended at once: it has no job.
    """
    verdict = _verdict_at_once(received)
    notice = Notice(
        id=scope.new_id(NoticeId),
        provider=received.provider,
        event_id=received.event_id,
        kind=received.kind,
        about=received.about,
        reference=received.reference,
        told_at=received.created_at,
        received_at=scope.machine_now,
        polled=polled,
        deliveries=0 if polled else 1,
        state=NoticeState.received if verdict is None else verdict.state,
        effect="" if verdict is None else verdict.effect,
        handled_at=None if verdict is None else scope.machine_now,
        body=received.body,
    )
    is_new = await store.insert_notice(scope, notice)
    if is_new and verdict is None:
        scope.announce(
            NoticeReceived(company_id=None, subject=notice.id, provider=notice.provider, notice_kind=notice.kind)
        )
    return Kept(notice.id, is_new)


async def replay_notice(scope: Scope, notice_id: NoticeId) -> Notice:
    """Have a notice handled once more. Harmless at any time. Raises `NotFound`."""
    notice = await store.lock_notice(scope, notice_id)
    await store.save_verdict(
        scope, notice_id, Verdict(NoticeState.received, "Somebody asked for it to be handled again.")
    )
    scope.announce(
        NoticeReplayed(company_id=None, subject=notice_id, provider=notice.provider, notice_kind=notice.kind)
    )
    return await queries.notice(scope, notice_id)


async def handle_notice(begin: Begin, providers: PaymentProviders, notice_id: NoticeId) -> Verdict:
    """Fetch the current state of what the notice is about, and learn from it. `waiting` when that has to be tried again later."""
    async with begin(None, write=False) as scope:
        notice, now = await queries.notice(scope, notice_id), scope.machine_now
    try:
        verdict = await _verdict(begin, providers, notice)
    except NotYet as reason:
        is_over = reason.patience is not None and notice.received_at <= now - reason.patience
        verdict = Verdict(NoticeState.failed if is_over else NoticeState.waiting, str(reason))
    async with begin(None) as scope:
        await _conclude(scope, notice, verdict)
    return verdict


async def give_up_notice(scope: Scope, notice_id: NoticeId, reason: str) -> None:
    """Nobody will try again by themselves. Somebody may, by having it handled again."""
    await _conclude(scope, await queries.notice(scope, notice_id), Verdict(NoticeState.failed, reason))


async def _conclude(scope: Scope, notice: Notice, verdict: Verdict) -> None:
    """Write down what came of it. What failed is told: money may have moved that is in no book of ours. What waits long is told once."""
    before = await store.lock_notice(scope, notice.id)
    await store.save_verdict(scope, notice.id, verdict)
    waits_long = verdict.state is NoticeState.waiting and scope.machine_now >= notice.received_at + TOLD_AFTER
    if waits_long and (before.handled_at is None or before.handled_at < notice.received_at + TOLD_AFTER):
        verdict = replace(
            verdict, effect=f"It has waited for {TOLD_AFTER.days} days, and goes on waiting. {verdict.effect}"
        )
        _tell_failed(scope, notice, verdict)
    if verdict.state is NoticeState.failed:
        _tell_failed(scope, notice, verdict)


def _tell_failed(scope: Scope, notice: Notice, verdict: Verdict) -> None:
    scope.announce(
        NoticeFailed(
            company_id=None,
            subject=notice.id,
            provider=notice.provider,
            notice_kind=notice.kind,
            effect=verdict.effect,
        )
    )


async def poll_notices(begin: Begin, providers: PaymentProviders, name: str, since: datetime | None = None) -> int:
    """Keep what the provider's own list has and was never delivered; how many those were. Raises `Unavailable`."""
    source = providers.of(name)
    if not isinstance(source, NoticeSource):
        return 0
    async with begin(None, write=False) as scope:
        now = scope.machine_now
        known = await queries.read_until(scope, name)
        seen = await queries.seen_of(scope, name, now - KEPT_FOR) if known is None else None
    since = since or (known or seen or now - FIRST_READING + OVERLAP) - OVERLAP
    found, cursor = 0, None
    for _ in range(PAGES_MAX):
        page = await source.notices_since(since, cursor)
        async with begin(None) as scope:
            for received in page.notices:
                found += (await keep_notice(scope, received, polled=True)).is_new
            cursor = page.next_cursor
            # A reading that is cut off goes on where it was. A page may be empty, as PayPal's are days.
            read = [now] if cursor is None else [received.created_at for received in page.notices]
            if read:
                await store.save_read_until(scope, name, max(read))
        if cursor is None:
            break
    return found


def _verdict_at_once(told: ReceivedNotice | Notice) -> Verdict | None:
    """What can be said of a notice without asking anybody."""
    if told.about in _HANDLERS and told.reference is not None:
        return None
    return Verdict(NoticeState.ignored, f"Nothing here depends on {told.kind}.")


async def _verdict(begin: Begin, providers: PaymentProviders, notice: Notice) -> Verdict:
    if (at_once := _verdict_at_once(notice)) is not None:
        return at_once
    assert notice.about is not None
    assert notice.reference is not None
    handler = _HANDLERS[notice.about]
    if notice.provider not in providers.names:
        raise NotYet(f"The provider {notice.provider} is not connected any more.", NOT_ANSWERING)
    try:
        return await handler(begin, providers, notice.provider, notice.reference)
    except Unavailable as out:
        raise NotYet(out.detail, NOT_ANSWERING if isinstance(out, NotShown) else PROVIDER_OUT) from out


async def handle_charge(begin: Begin, providers: PaymentProviders, provider: str, reference: str) -> Verdict:
    """An attempt whose result is open learns it; one whose result is certain stays, unless its money came after all: that is received."""
    source = providers.of(provider)
    assert isinstance(source, NoticeSource), f"{provider} has sent a notice"
    key = await source.key_of(About.charge, reference)
    if key is None:
        return Verdict(NoticeState.ignored, f"{reference} was not asked for by this installation.")
    async with begin(None, write=False) as scope:
        attempt = await queries.attempt_by_key(scope, provider, key)
    if attempt is None:
        raise NotYet(f"No attempt here has the key {key} of {reference}.")
    outcome = await source.charge_now(reference)
    if outcome is None or isinstance(outcome, Unknown | Outage):
        told = f"The provider does not say how {reference} stands: {getattr(outcome, 'message', 'not found')}"
        raise NotYet(told, patience_with(outcome))
    came = isinstance(outcome, Succeeded) and attempt.state is not AttemptState.succeeded
    if attempt.state not in IN_FLIGHT and not came:
        return Verdict(
            NoticeState.done,
            f"Attempt {attempt.number} of {attempt.payment_id} was {attempt.state} already.",
            attempt.payment_id,
        )
    if isinstance(outcome, ActionNeeded) and attempt.state in ASKED_ABOUT:
        # Approved, it is taken by asking about the attempt, and by nothing else.
        await refresh_payment(begin, providers, attempt.company_id, attempt.payment_id)
        async with begin(attempt.company_id, write=False) as scope:
            payment = (await queries.payment(scope, attempt.payment_id)).payment
        return Verdict(NoticeState.done, f"{payment.id} is {payment.state}.")
    async with begin(attempt.company_id) as scope:
        payment = await record_outcome(scope, attempt.payment_id, attempt.id, outcome)
    if isinstance(outcome, Succeeded) and attempt.state not in IN_FLIGHT and not is_belated(payment, attempt, outcome):
        told = f"{reference} has taken {outcome.amount}, and attempt {attempt.number} of {payment.id} says {attempt.state}."
        return Verdict(NoticeState.failed, told, payment.id)
    return Verdict(NoticeState.done, f"{payment.id} is {payment.state}.", payment.id)


async def _handle_setup(begin: Begin, providers: PaymentProviders, provider: str, reference: str) -> Verdict:
    """The person may have closed the page's window before it sent them back."""
    async with begin(None, write=False) as scope:
        setup = await queries.setup_by_reference(scope, provider, reference)
    if setup is None:
        return Verdict(NoticeState.ignored, f"{reference} was not begun by this installation.")
    ended = await complete_setup(begin, providers, setup.company_id, setup.id)
    return Verdict(NoticeState.done, f"The setup {ended.id} is {ended.state}.")


Handler = Callable[[Begin, PaymentProviders, str, str], Awaitable[Verdict]]
_HANDLERS: Mapping[About, Handler] = {
    About.charge: handle_charge,
    About.refund: handle_refund,
    About.dispute: handle_dispute,
    About.setup: _handle_setup,
    About.arrangement: handle_arrangement,
}
