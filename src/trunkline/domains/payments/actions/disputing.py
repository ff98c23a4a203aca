"""Disputes: found by notices and by asking, answered by somebody of ours, and booked as far as they have taken our money.

The provider is always asked outside of a transaction; what it said counts unless something that was asked later is known already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from trunkline.domains.payments import queries, store
from trunkline.domains.payments.actions.dispute_results import apply_dispute
from trunkline.domains.payments.actions.methods import connected
from trunkline.domains.payments.actions.not_yet import NOT_ANSWERING, UNKNOWN_HERE, NotYet
from trunkline.domains.payments.actions.submitting_files import take_back_files, take_up_files, upload_files
from trunkline.domains.payments.model import (
    EVIDENCE,
    IN_FLIGHT,
    About,
    AttemptState,
    Dispute,
    DisputeFile,
    DisputeNow,
    NoticeState,
    Payment,
    Verdict,
)
from trunkline.domains.payments.ports import Disputes, NoticeSource, PaymentProviders
from trunkline.domains.payments.rules import DISPUTE_POLLED_EVERY, follow_dispute, is_held, timed
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, DisputeId, PaymentId


class DisputeDecided(Conflict):
    """Nothing can be said about the dispute any more, or its provider cannot be told."""

    code = "dispute_decided"
    title = "The dispute cannot be answered"


async def handle_dispute(begin: Begin, providers: PaymentProviders, provider: str, reference: str) -> Verdict:
    """A notice names a dispute: what is true of it is fetched. One about a payment that is not ours is left alone. Raises `Unavailable`."""
    source = providers.of(provider)
    assert isinstance(source, NoticeSource), f"{provider} has sent a notice"
    if not isinstance(source, Disputes):
        return Verdict(NoticeState.ignored, f"{provider} does not say how disputes stand.")
    async with begin(None, write=False) as scope:
        asked_at = scope.machine_now
    told = await source.dispute_now(reference)
    if told is None:
        raise NotYet(f"The provider does not know the dispute {reference} yet.", NOT_ANSWERING)
    key = await source.key_of(About.charge, told.charge_reference)
    if key is None:
        return Verdict(NoticeState.ignored, f"{told.charge_reference} was not asked for by this installation.")
    async with begin(None, write=False) as scope:
        attempt = await queries.attempt_by_key(scope, provider, key)
    if attempt is None or attempt.state is not AttemptState.succeeded:
        patience = NOT_ANSWERING if attempt is not None and attempt.state in IN_FLIGHT else UNKNOWN_HERE
        raise NotYet(f"No payment here is known to have taken {told.charge_reference}.", patience)
    async with begin(attempt.company_id) as scope:
        dispute = await record_dispute(scope, attempt.payment_id, told, asked_at)
    if dispute.is_decided and told.state is not dispute.state and not _is_same_end(dispute, told):
        differs = f"{dispute.id} is {dispute.state} here, and {told.state} at the provider."
        return Verdict(NoticeState.failed, differs, dispute.payment_id)
    return Verdict(NoticeState.done, f"The dispute {dispute.id} is {dispute.state}.", dispute.payment_id)


async def record_dispute(scope: Scope, payment_id: PaymentId, told: DisputeNow, asked_at: datetime) -> Dispute:
    """Write down what the provider said when it was asked at `asked_at`, and book what follows. Raises `NotFound`."""
    payment, _ = await store.lock_payment(scope, payment_id)
    found = _found(scope, payment, told, asked_at)
    if await store.insert_dispute(scope, found):
        await apply_dispute(scope, None, found)
        return found
    before = await store.lock_dispute(scope, payment.provider, told.reference)
    return await _follow(scope, before, told, asked_at)


async def submit_evidence(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, dispute_id: DisputeId, evidence: Mapping[str, str]
) -> Dispute:
    """Send our side, texts and the files that wait, and keep what was sent. Where no answer came the same again is sent once only.

    Raises `NotFound`, `Invalid`, `DisputeDecided`, `FileLost`, `Unavailable`.
    """
    given = _known_kinds(evidence)
    source, dispute, asked_at = await _answerable(begin, providers, company_id, dispute_id)
    files = await take_up_files(begin, dispute)
    if not given and not files:
        raise Invalid(f"Say something, by one or more of {', '.join(EVIDENCE)}, or add a file.")
    try:
        handed = await upload_files(begin, source, files)
        told = await source.submit_evidence(dispute.reference, given, _submission_key(dispute, given, files), handed)
    except (Conflict, Invalid) as refused:
        await take_back_files(begin, dispute, files, refused)
        raise
    async with begin(company_id) as scope:
        before = await store.lock_dispute(scope, dispute.provider, dispute.reference)
        said = replace(before, evidence={**(before.evidence or {}), **given}, answered_at=scope.now)
        await store.save_dispute(scope, said)
        await store.mark_files_sent(scope, [one.id for one in files])
        return await _follow(scope, said, told, asked_at)


async def accept_dispute(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, dispute_id: DisputeId
) -> Dispute:
    """Let the payer have the money. Raises `NotFound`, `DisputeDecided`, `Unavailable`."""
    source, dispute, asked_at = await _answerable(begin, providers, company_id, dispute_id)
    told = await source.accept_dispute(dispute.reference, f"accept:{dispute.id}")
    async with begin(company_id) as scope:
        before = await store.lock_dispute(scope, dispute.provider, dispute.reference)
        return await _follow(scope, before, told, asked_at)


async def refresh_dispute(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, dispute_id: DisputeId
) -> Dispute:
    """Ask the provider how it stands: for what notices never told. Raises `NotFound`, `Unavailable`."""
    async with begin(company_id, write=False) as scope:
        dispute, asked_at = await queries.dispute(scope, dispute_id), scope.machine_now
    source: object = connected(providers, dispute.provider)
    told = await source.dispute_now(dispute.reference) if isinstance(source, Disputes) else None
    async with begin(company_id) as scope:
        before = await store.lock_dispute(scope, dispute.provider, dispute.reference)
        if told is None:
            later = replace(before, next_at=None if before.is_decided else scope.machine_now + DISPUTE_POLLED_EVERY)
            await store.save_dispute(scope, later)
            return later
        return await _follow(scope, before, told, asked_at)


async def _answerable(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, dispute_id: DisputeId
) -> tuple[Disputes, Dispute, datetime]:
    async with begin(company_id, write=False) as scope:
        dispute, asked_at = await queries.dispute(scope, dispute_id), scope.machine_now
    if dispute.is_decided:
        raise DisputeDecided(f"The dispute is {dispute.state}; nothing can be said about it any more.")
    source: object = connected(providers, dispute.provider)
    if not isinstance(source, Disputes):
        raise DisputeDecided(f"{dispute.provider} is not connected any more, or hears nobody: answer it there.")
    return source, dispute, asked_at


async def _follow(scope: Scope, before: Dispute, told: DisputeNow, asked_at: datetime) -> Dispute:
    after = follow_dispute(before, told, asked_at, scope.machine_now)
    if after != before:
        await store.save_dispute(scope, after)
        await apply_dispute(scope, before, after)
    return after


def _found(scope: Scope, payment: Payment, told: DisputeNow, asked_at: datetime) -> Dispute:
    found = Dispute(
        id=scope.new_id(DisputeId),
        company_id=payment.company_id,
        payment_id=payment.id,
        invoice_id=payment.invoice_id,
        invoice_number=payment.invoice_number,
        provider=payment.provider,
        reference=told.reference,
        amount=told.amount,
        state=told.state,
        reason=told.reason,
        opened_at=told.opened_at,
        recorded_at=scope.machine_now,
        seen_at=asked_at,
        evidence_due_at=told.evidence_due_at,
        fee=told.fee,
        held=is_held(told),
    )
    return timed(found, scope.machine_now)


def _is_same_end(dispute: Dispute, told: DisputeNow) -> bool:
    """What we accepted is lost in some providers' words; what is not decided there yet is told late."""
    ends = {"lost", "accepted"}
    is_decided = told.state in ends or told.state == "won"
    return not is_decided or (dispute.state in ends and told.state in ends)


def _known_kinds(evidence: Mapping[str, str]) -> dict[str, str]:
    unknown = [FieldProblem(f"/{name}", "is no kind of evidence") for name in sorted(evidence) if name not in EVIDENCE]
    if unknown:
        raise Invalid(f"Say something by {', '.join(EVIDENCE)}.", fields=unknown)
    return {name: text for name in EVIDENCE if (text := evidence.get(name, "").strip())}


def _submission_key(dispute: Dispute, given: Mapping[str, str], files: Sequence[DisputeFile]) -> str:
    """The same texts with the same files are the same submission."""
    said = repr((sorted(given.items()), [one.sha256 for one in files])) if files else repr(sorted(given.items()))
    return f"evidence:{dispute.id}:{sha256(said.encode()).hexdigest()[:16]}"
