"""What follows from how a dispute stands, in the transaction that writes it down: the books, what may still be refunded, who is told."""

from __future__ import annotations

from typing import TypedDict

from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import Booking, Event
from trunkline.domains.ledger.rules.invoices import Postings
from trunkline.domains.payments import store
from trunkline.domains.payments.events import DisputeChanged, DisputeLost, DisputeOpened, DisputeWon
from trunkline.domains.payments.model import Dispute, DisputeState, dispute_source
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, PaymentId
from trunkline.kernel.money import Money


class About(TypedDict):
    """The fields that every fact about a dispute has."""

    company_id: CompanyId
    subject: str
    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money


async def apply_dispute(scope: Scope, before: Dispute | None, after: Dispute) -> None:
    """Each of the bookings is made once: money that is held stays so until the dispute is won. What comes after that is a change."""
    if before is not None and after.turns != before.turns:
        await _change(scope, before, after)
    else:
        await _book(scope, before, after)
    _announce(scope, before, after)


async def _book(scope: Scope, before: Dispute | None, after: Dispute) -> None:
    was_held = before is not None and before.held
    just_taken = after.held_at is not None and (before is None or before.held_at is None)
    just_decided = after.is_decided and not (before is not None and before.is_decided)
    if just_taken:
        _post_opened(scope, after)
        await store.count_disputed(scope, after.payment_id, after.amount.minor)
    if just_decided and after.held:
        _post(scope, after, Event.dispute_lost, rules.dispute_lost(after.amount), "lost")
    if (was_held or just_taken) and not after.held:
        none = Money.zero(after.amount.currency)
        _post(scope, after, Event.dispute_won, rules.dispute_won(after.amount, none, after.provider), "won")
        await store.count_disputed(scope, after.payment_id, -after.amount.minor)


async def _change(scope: Scope, before: Dispute, after: Dispute) -> None:
    """Another decision, amount or fee than is in the books already: the differences, once per turn."""
    held, lost = after.contested - before.contested, after.lost - before.lost
    none = Money.zero((after.fee or after.amount).currency)
    was = before.fee if before.fee is not None and before.held_at is not None else none
    fee = (after.fee or none) - was if after.held_at is not None else none
    postings = rules.dispute_changed(held, lost, fee, after.provider)
    _post(scope, after, Event.dispute_changed, postings, f"changed:{after.turns}")
    await store.count_disputed(scope, after.payment_id, (held + lost).minor)


def _post_opened(scope: Scope, dispute: Dispute) -> None:
    """The fee with it, where it was taken in the same currency."""
    none = Money.zero(dispute.amount.currency)
    fee = dispute.fee or none
    together = fee if fee.currency == dispute.amount.currency else none
    postings = rules.dispute_opened(dispute.amount, together, dispute.provider)
    _post(scope, dispute, Event.dispute_opened, postings, "opened")
    if fee.currency != dispute.amount.currency:
        _post(scope, dispute, Event.fee_charged, rules.fee_charged(fee, dispute.provider), "fee")


def _post(scope: Scope, dispute: Dispute, event: Event, postings: Postings, what: str) -> None:
    booking = Booking(
        event=event,
        source=dispute_source(dispute.id, what),
        postings=postings,
        document=dispute.invoice_id,
        note=dispute.reference,
    )
    ledger.post(scope, dispute.company_id, booking)


def _announce(scope: Scope, before: Dispute | None, after: Dispute) -> None:
    about = about_dispute(after)
    if before is None:
        opened = DisputeOpened(**about, reason=after.reason, held=after.held, evidence_due_at=after.evidence_due_at)
        scope.announce(opened)
    if after.is_decided and (before is None or before.state is not after.state):
        won = after.state is DisputeState.won
        scope.announce(
            DisputeWon(**about) if won else DisputeLost(**about, accepted=after.state is DisputeState.accepted)
        )
    elif before is not None and _looks(before) != _looks(after):
        scope.announce(
            DisputeChanged(**about, state=after.state, held=after.held, evidence_due_at=after.evidence_due_at)
        )


def _looks(dispute: Dispute) -> tuple[object, ...]:
    return dispute.state, dispute.held, dispute.evidence_due_at, dispute.answered_at, dispute.amount, dispute.fee


def about_dispute(dispute: Dispute) -> About:
    """What every fact about a dispute says of it."""
    return About(
        company_id=dispute.company_id,
        subject=dispute.id,
        payment_id=dispute.payment_id,
        invoice_id=dispute.invoice_id,
        invoice_number=dispute.invoice_number,
        amount=dispute.amount,
    )
