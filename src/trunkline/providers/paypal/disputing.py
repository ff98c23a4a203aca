"""Disputes. PayPal's `dispute_amount` is what is contested; whether it holds our money meanwhile is told by the money's movements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from trunkline.domains.payments.model import EVIDENCE, DisputeNow, DisputeState, EvidenceFile
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid, Unavailable
from trunkline.kernel.money import Money
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused, reading
from trunkline.providers.paypal.client.disputes import accept_claim, provide_evidence, show_dispute
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.paypal.evidence_files import parts_of

# Our evidence as PayPal's `evidence_type`.
EVIDENCE_TYPES: Mapping[str, str] = {
    "customer_communication": "INFORMATION_ON_RESOLUTION",
    "product_description": "ITEM_DESCRIPTION",
    "receipt": "PROOF_OF_RECEIPT_COPY",
    "service_date": "PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED",
    "uncategorized_text": "OTHER",
}
NOTES_MAX = 2000

# `status` of a dispute that is not resolved.
_STATES: Mapping[str, DisputeState] = {
    "OPEN": DisputeState.open,
    "WAITING_FOR_SELLER_RESPONSE": DisputeState.open,
    "WAITING_FOR_BUYER_RESPONSE": DisputeState.answered,
    "UNDER_REVIEW": DisputeState.answered,
    "OTHER": DisputeState.open,
}
# `dispute_outcome.outcome_code` of a resolved one. A payout is PayPal's own money, and ours stays ours.
_OUTCOMES: Mapping[str, DisputeState] = {
    "RESOLVED_BUYER_FAVOUR": DisputeState.lost,
    "ACCEPTED": DisputeState.lost,
    "RESOLVED_SELLER_FAVOUR": DisputeState.won,
    "RESOLVED_WITH_PAYOUT": DisputeState.won,
    "CANCELED_BY_BUYER": DisputeState.won,
    "DENIED": DisputeState.won,
    "NONE": DisputeState.won,
}
_REASONS: Mapping[str, str] = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "product_not_received",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "product_unacceptable",
    "UNAUTHORISED": "fraudulent",
    "CREDIT_NOT_PROCESSED": "credit_not_processed",
    "DUPLICATE_TRANSACTION": "duplicate",
    "INCORRECT_AMOUNT": "incorrect_amount",
    "CANCELED_RECURRING_BILLING": "subscription_canceled",
}


async def dispute_now(api: PayPalApi, reference: str) -> DisputeNow | None:
    try:
        return dispute_of(await show_dispute(api, reference))
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(str(error)) from None
    except Refused as refused:
        if refused.status == 404:
            return None
        raise Unavailable(str(refused)) from None


async def submit_evidence(
    api: PayPalApi, reference: str, evidence: Mapping[str, str], key: str, files: Sequence[EvidenceFile] = ()
) -> DisputeNow:
    """Each kind of evidence is a piece with a note, with documents, or with both. Raises `Invalid`, `Conflict`, `Unavailable`.

    PayPal's document promises no memory of request ids here. What keeps evidence from being sent twice is the dispute's own status: once
    it is under review, more is refused; where it holds the same pieces then, they have come before, and their answer was lost.
    """
    documents = parts_of(files)
    pieces = _pieces(evidence, documents)
    parts = [one for of_type in documents.values() for one in of_type]
    try:
        await provide_evidence(api, reference, {"evidences": pieces}, key, parts)
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(str(error)) from None
    except Refused as refused:
        if refused.status == 413:
            raise Invalid(f"PayPal does not take files of this size. {refused}") from None
        if await _holds(api, reference, pieces):
            return await _known(api, reference)
        raise Conflict(f"PayPal takes no evidence for this dispute (any more). {refused}") from None
    return await _known(api, reference)


async def accept_dispute(api: PayPalApi, reference: str, key: str) -> DisputeNow:
    """PayPal gives the money back by itself. Asked later, it calls such a dispute decided for the buyer, `lost`.

    Raises `Conflict`, `Unavailable`.
    """
    try:
        await accept_claim(api, reference, {"note": "Accepted.", "accept_claim_type": "REFUND"}, key)
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(str(error)) from None
    except Refused as refused:
        raise Conflict(f"This dispute cannot be accepted (any more). {refused}") from None
    return await _known(api, reference, accepted=True)


@reading
def dispute_of(dispute: Json, *, accepted: bool = False) -> DisputeNow:
    disputed = (dispute.get("disputed_transactions") or [{}])[0]
    due = dispute.get("seller_response_due_date")
    return DisputeNow(
        reference=str(dispute["dispute_id"]),
        charge_reference=str(disputed.get("seller_transaction_id") or ""),
        state=DisputeState.accepted if accepted else _state(dispute),
        amount=money_of(dispute["dispute_amount"]),
        reason=_REASONS.get(str(dispute.get("reason")), "general"),
        opened_at=_moment(str(dispute["create_time"])),
        evidence_due_at=_moment(str(due)) if due else None,
        fee=None,
        held=_taken_from_us(dispute) if dispute.get("money_movements") else None,
    )


def _state(dispute: Json) -> DisputeState:
    status = str(dispute.get("status"))
    if status == "RESOLVED":
        outcome = str((dispute.get("dispute_outcome") or {}).get("outcome_code"))
        return _OUTCOMES.get(outcome, DisputeState.lost if _taken_from_us(dispute) else DisputeState.won)
    if dispute.get("dispute_life_cycle_stage") == "INQUIRY" and not _taken_from_us(dispute):
        return DisputeState.warning
    return _STATES.get(status, DisputeState.open)


def _taken_from_us(dispute: Json) -> bool:
    """Whether more was taken from the seller for it than given back."""
    amount = money_of(dispute["dispute_amount"])
    held = Money.zero(amount.currency)
    for move in dispute.get("money_movements") or []:
        moved = money_of(move["amount"]) if move.get("affected_party") == "SELLER" else held
        if move.get("affected_party") == "SELLER" and moved.currency == amount.currency:
            held = held + moved if move.get("type") == "DEBIT" else held - moved
    return held.minor > 0


def _pieces(evidence: Mapping[str, str], documents: Mapping[str, Sequence[tuple[str, bytes, str]]]) -> list[Json]:
    """A piece for each type of evidence, with its note, its documents or both."""
    notes = {EVIDENCE_TYPES[name]: evidence[name] for name in _checked(evidence, has_files=bool(documents))}
    pieces = []
    for kind in [*notes, *(one for one in documents if one not in notes)]:
        note = {"notes": notes[kind]} if kind in notes else {}
        named = {"documents": [{"name": name} for name, _, _ in documents[kind]]} if kind in documents else {}
        pieces.append({"evidence_type": kind, **note, **named})
    return pieces


async def _holds(api: PayPalApi, reference: str, pieces: Sequence[Json]) -> bool:
    """Whether the dispute has all of these pieces from us."""
    try:
        there = (await show_dispute(api, reference)).get("evidences") or []
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(str(error)) from None
    except Refused:
        return False
    ours = [_said(one) for one in there if one.get("source") == "SUBMITTED_BY_SELLER"]
    return all(_said(one) in ours for one in pieces)


def _said(piece: Json) -> tuple[object, ...]:
    names = tuple(sorted(str(one.get("name")) for one in piece.get("documents") or []))
    return piece.get("evidence_type"), piece.get("notes"), names


def _checked(evidence: Mapping[str, str], *, has_files: bool) -> list[str]:
    problems = [FieldProblem(f"/{one}", "is no kind of evidence") for one in sorted(evidence) if one not in EVIDENCE]
    problems += [
        FieldProblem(f"/{one}", f"has {len(text)} characters; PayPal takes {NOTES_MAX} at most")
        for one, text in evidence.items()
        if len(text) > NOTES_MAX
    ]
    given = [one for one in EVIDENCE if evidence.get(one)]
    if problems or not (given or has_files):
        raise Invalid("This is no evidence that PayPal takes: give at least one text or file.", fields=problems)
    return given


async def _known(api: PayPalApi, reference: str, *, accepted: bool = False) -> DisputeNow:
    """What was just changed. It stands changed whether or not it can be shown, and doing it again changes nothing more."""
    try:
        return dispute_of(await show_dispute(api, reference), accepted=accepted)
    except (NotTaken, NoAnswer, Refused) as error:
        raise Unavailable(str(error)) from None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
