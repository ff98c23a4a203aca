"""Remedies: how somebody settles a finding with one click. What would not settle it, or would do harm, is refused: it stays open.

fetch             what the provider says now is booked, as a notice would have it booked
book_fee          the fee that the provider has kept of a payment is booked, once
refund_duplicate  the second charge for one payment is given back at the provider; the one that has paid it is never touched. Where that
                  refund has failed another one is asked for
explain           nothing is done; the note says why it is in order
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from trunkline.domains.payments import queries, store
from trunkline.domains.payments.actions.disputing import handle_dispute
from trunkline.domains.payments.actions.fees import book_fee_of
from trunkline.domains.payments.actions.methods import connected, would_be_real
from trunkline.domains.payments.actions.not_yet import NotYet
from trunkline.domains.payments.actions.noticing import handle_charge
from trunkline.domains.payments.actions.refund_notices import handle_refund
from trunkline.domains.payments.events import FindingResolved
from trunkline.domains.payments.model import (
    NOTE_LENGTH_MAX,
    About,
    AttemptState,
    BookEntry,
    EntryKind,
    Finding,
    FindingKind,
    FindingState,
    NoticeState,
    Refunded,
    RefundOutcome,
    RefundPending,
    RefundRefused,
    Remedy,
    RemedyRefused,
    Succeeded,
    Verdict,
)
from trunkline.domains.payments.ports import NoticeSource, PaymentProviders, RefundRequest, Refunds
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import FieldProblem, Invalid, Unavailable
from trunkline.kernel.ids import FindingId, PaymentId
from trunkline.kernel.money import Money

# So many refunds of one duplicate may fail before somebody has to find another way.
REFUNDS_MAX = 10

Handler = Callable[[Begin, PaymentProviders, str, str], Awaitable[Verdict]]
_FETCHED_AS: Mapping[FindingKind, tuple[EntryKind, Handler]] = {
    FindingKind.charge_not_ours: (EntryKind.payment, handle_charge),
    FindingKind.refund_not_ours: (EntryKind.refund, handle_refund),
    FindingKind.dispute_not_ours: (EntryKind.dispute, handle_dispute),
}


async def remedy_finding(
    begin: Begin, providers: PaymentProviders, finding_id: FindingId, remedy: Remedy, note: str = ""
) -> Finding:
    """Settle a finding. Raises `NotFound`, `RemedyRefused`, `Invalid` for an explanation without a note, `Unavailable`."""
    async with begin(None, write=False) as scope:
        finding = await queries.finding(scope, finding_id)
    _require_offered(finding, remedy)
    match remedy:
        case Remedy.fetch:
            told, reference = await _fetch(begin, providers, finding), None
        case Remedy.book_fee:
            return await _book_fee(begin, finding, note)
        case Remedy.refund_duplicate:
            outcome = await _refund_duplicate(begin, providers, finding)
            if isinstance(outcome, RefundPending):
                return await _keep_open(begin, finding_id, outcome)
            told, reference = _told_given_back(finding, outcome), outcome.reference
        case _:
            told, reference = _explanation(note), None
    async with begin(None) as scope:
        return await _resolve(scope, finding_id, remedy, note.strip() or told, reference)


async def _resolve(scope: Scope, finding_id: FindingId, remedy: Remedy, note: str, reference: str | None) -> Finding:
    """The second of two who click at once finds it settled, and nothing is written."""
    before = await store.lock_finding(scope, finding_id)
    if before.state is FindingState.resolved:
        if before.remedy is remedy and before.remedy_reference == reference:
            return before
        _require_offered(before, remedy)
    after = replace(
        before,
        state=FindingState.resolved,
        remedy=remedy,
        resolved_at=scope.machine_now,
        resolved_by=scope.actor.name[:200],
        note=note[:NOTE_LENGTH_MAX],
        remedy_reference=reference or before.remedy_reference,
    )
    await store.save_finding(scope, after)
    scope.announce(
        FindingResolved(
            company_id=None,
            subject=after.id,
            provider=after.provider,
            finding_kind=after.kind,
            remedy=remedy,
            before={"state": before.state, "remedy": before.remedy},
            after={"state": after.state, "remedy": after.remedy},
            about_company_id=after.about_company_id,
            our_reference=after.our_reference,
            their_reference=after.their_reference,
            note=after.note,
        )
    )
    return after


def _require_offered(finding: Finding, remedy: Remedy) -> None:
    if finding.state is FindingState.resolved:
        raise RemedyRefused(f"The finding is settled already: {finding.remedy}, by {finding.resolved_by}.")
    if remedy not in finding.remedies:
        offered = ", ".join(finding.remedies)
        raise RemedyRefused(f"{remedy} does not settle {finding.kind}; what may is: {offered}.")


def _explanation(note: str) -> str:
    if not note.strip():
        detail = "Say in a note why this is in order."
        raise Invalid(detail, fields=[FieldProblem("/note", detail)])
    return note.strip()


async def _fetch(begin: Begin, providers: PaymentProviders, finding: Finding) -> str:
    """By the way of notices: the provider's word of now is booked. What it leaves as it was does not settle the finding."""
    kind, handler = _FETCHED_AS[finding.kind]
    if finding.provider not in providers.names or not isinstance(providers.of(finding.provider), NoticeSource):
        raise RemedyRefused(f"{finding.provider} is not connected any more, or cannot be asked.")
    try:
        verdict = await handler(begin, providers, finding.provider, finding.their_reference)
    except NotYet as not_yet:
        raise RemedyRefused(str(not_yet)) from None
    if verdict.state is not NoticeState.done:
        raise RemedyRefused(verdict.effect)
    entry = await _entry(begin, finding, kind)
    if entry is None or entry.done_at is None or _still_differs(entry, finding):
        raise RemedyRefused(f"{verdict.effect} That does not agree with the provider's books; look at both.")
    return verdict.effect


async def _entry(begin: Begin, finding: Finding, kind: EntryKind) -> BookEntry | None:
    async with begin(None, write=False) as scope:
        named = {finding.their_reference}
        found = await queries.book_entries(scope, finding.provider, named, finding.at, finding.at)
    return next((one for one in found if one.kind is kind), None)


def _still_differs(entry: BookEntry, finding: Finding) -> bool:
    """Whether our books still move another amount. A dispute is told by parts, and judged by the next run."""
    if entry.kind is EntryKind.dispute or finding.theirs is None:
        return False
    return (entry.amount if entry.stands else replace(entry.amount, minor=0)) != finding.theirs


async def _book_fee(begin: Begin, finding: Finding, note: str) -> Finding:
    """Booked first: a fee is booked once, so that a click after a crash settles what the first one left open."""
    assert finding.about_company_id is not None, "a fee that is not booked is of one of our payments"
    assert finding.theirs is not None, "what the provider kept was told"
    fee = -finding.theirs
    async with begin(finding.about_company_id) as scope:
        booked = await book_fee_of(scope, finding.our_reference, fee)
    told = f"{fee} was booked." if booked else "The fee had been booked meanwhile."
    async with begin(None) as scope:
        return await _resolve(scope, finding.id, Remedy.book_fee, note.strip() or told, None)


async def _keep_open(begin: Begin, finding_id: FindingId, pending: RefundPending) -> Finding:
    """A refund that may yet be refused settles nothing; that it is ours is written down. Asked again, it is looked up."""
    async with begin(None) as scope:
        before = await store.lock_finding(scope, finding_id)
        if before.state is FindingState.resolved:
            return before
        told = f"{pending.reference} was asked for, and is not carried out yet. Try again: it is given back once."
        after = replace(before, remedy_reference=pending.reference, note=told[:NOTE_LENGTH_MAX])
        await store.save_finding(scope, after)
        return after


def _told_given_back(finding: Finding, outcome: Refunded) -> str:
    return f"{finding.theirs} of {finding.their_reference} was given back as {outcome.reference}."


async def _refund_duplicate(begin: Begin, providers: PaymentProviders, finding: Finding) -> Refunded | RefundPending:
    """What the provider says of the refund. The key is the finding's: however often it is clicked, once. A refund that has failed at the
    provider is over for good; the next one has a key of its own."""
    amount, charge = finding.theirs, finding.their_reference
    if amount is None or amount.minor <= 0:
        raise RemedyRefused("The provider's books do not say how much was taken.")
    provider: object = connected(providers, finding.provider)
    if not isinstance(provider, Refunds) or not isinstance(provider, NoticeSource):
        raise RemedyRefused(f"{finding.provider} is not connected any more, or gives nothing back.")
    await _require_second(begin, providers, finding, await provider.key_of(About.charge, charge))
    request, outcome = await _last_refund(provider, finding, amount)
    if outcome is None:
        now = await provider.charge_now(charge)
        if not isinstance(now, Succeeded):
            raise RemedyRefused(f"The provider does not say that {charge} has taken money.")
        outcome = await provider.refund(request)
    match outcome:
        case Refunded() | RefundPending():
            return outcome
        case RefundRefused():
            raise RemedyRefused(f"The provider refuses: {outcome.message}")
        case _:
            raise Unavailable(f"{outcome.message} Try again: it is given back once, however often this is asked.")


async def _last_refund(
    provider: Refunds, finding: Finding, amount: Money
) -> tuple[RefundRequest, RefundOutcome | None]:
    """The first request of which no refund has failed, and what came of it; None where it was not made."""
    outcome: RefundOutcome | None = None
    for number in range(1, REFUNDS_MAX + 1):
        request = RefundRequest(finding.duplicate_key(number), finding.their_reference, amount, "duplicate")
        outcome = await provider.look_up_refund(request)
        if not isinstance(outcome, RefundRefused):
            break
    return request, outcome


async def _require_second(begin: Begin, providers: PaymentProviders, finding: Finding, key: str | None) -> None:
    """Another charge has paid by the same attempt, and this one has paid nothing of ours; a test company's money is never real."""
    assert finding.about_company_id is not None, "a duplicate is of one of our payments"
    async with begin(finding.about_company_id, write=False) as scope:
        paid_by = await queries.settling_reference(scope, PaymentId(finding.our_reference))
        attempt = None if key is None else await queries.attempt_by_key(scope, finding.provider, key)
        of_ours = await queries.is_settled_by(scope, finding.provider, finding.their_reference)
        unreal = would_be_real(scope, providers.of(finding.provider))
    if of_ours or paid_by is None or paid_by == finding.their_reference:
        raise RemedyRefused(f"{finding.their_reference} is what {finding.our_reference} was paid with.")
    if attempt is None or attempt.state is not AttemptState.succeeded:
        told = f"{finding.their_reference} is no second charge of an attempt that has paid: its money is still to be received."
        raise RemedyRefused(f"{told} The next reconciliation finds it as {FindingKind.charge_not_ours}; fetch that.")
    if unreal:
        raise RemedyRefused("A provider that moves real money is never asked for a test company.")
