"""Disputes (`dp_…`, `du_…`): how they stand, our evidence, giving in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import stripe

from trunkline.domains.payments.model import DisputeNow, DisputeState, EvidenceFile
from trunkline.kernel.errors import Conflict, Problem
from trunkline.providers.stripe.currencies import from_stripe
from trunkline.providers.stripe.evidence_files import fields_of
from trunkline.providers.stripe.failures import is_missing, problem_of
from trunkline.providers.stripe.intents import PREFIX
from trunkline.providers.stripe.paging import JSON

# Stripe's status → our state. An inquiry (warning_…) holds no money, and closes without having cost any. `prevented` is one that was
# settled by giving the money back before the bank took it. Closed by ourselves it is `lost` at Stripe, and `accepted` by our label.
STATES: Mapping[str, DisputeState] = {
    "warning_needs_response": DisputeState.warning,
    "warning_under_review": DisputeState.warning,
    "warning_closed": DisputeState.won,
    "needs_response": DisputeState.open,
    "appeal_needs_response": DisputeState.open,
    "under_review": DisputeState.answered,
    "appeal_under_review": DisputeState.answered,
    "won": DisputeState.won,
    "lost": DisputeState.lost,
    "prevented": DisputeState.accepted,
    "charge_refunded": DisputeState.accepted,
}
_ACCEPTED = PREFIX + "accepted"
# Our kinds of evidence that are texts at Stripe. The others are uploaded files there (`file_…`): as a text they go into the free one.
_TEXTS = frozenset({"product_description", "service_date", "uncategorized_text"})
_FREE_TEXT = "uncategorized_text"


async def dispute_now(client: stripe.StripeClient, reference: str) -> DisputeNow | None:
    """Raises `Unavailable`."""
    try:
        return dispute_of((await client.v1.disputes.retrieve_async(reference)).to_dict())
    except stripe.StripeError as error:
        if is_missing(error):
            return None
        raise problem_of(error) from None


async def submit_evidence(
    client: stripe.StripeClient,
    reference: str,
    evidence: Mapping[str, str],
    idempotency_key: str,
    files: Sequence[EvidenceFile] = (),
) -> DisputeNow:
    """Send our side, once: what was submitted cannot be changed. Raises `Invalid`, `Conflict` when it is too late, `Unavailable`."""
    said = evidence_for_stripe(evidence, fields_of(files))
    parameters: Any = {"evidence": said, "submit": True}
    options: Any = {"idempotency_key": idempotency_key}
    try:
        return dispute_of((await client.v1.disputes.update_async(reference, parameters, options)).to_dict())
    except stripe.StripeError as error:
        if isinstance(error, stripe.InvalidRequestError) and (now := await _told_before(client, reference, said)):
            return now
        raise await _problem(client, reference, error) from None


async def accept_dispute(client: stripe.StripeClient, reference: str, idempotency_key: str) -> DisputeNow:
    """Let the payer have the money. It is labelled first: at Stripe it looks like any lost one. Raises `Conflict`, `Unavailable`."""
    label: Any = {"metadata": {_ACCEPTED: "1"}}
    keys: list[Any] = [{"idempotency_key": f"{idempotency_key}-label"}, {"idempotency_key": idempotency_key}]
    try:
        await client.v1.disputes.update_async(reference, label, keys[0])
        return dispute_of((await client.v1.disputes.close_async(reference, {}, keys[1])).to_dict())
    except stripe.StripeError as error:
        raise await _problem(client, reference, error) from None


def dispute_of(dispute: JSON) -> DisputeNow:
    """A dispute in our words. Raises `Invalid` for an amount that would lose digits."""
    state = STATES.get(dispute["status"], DisputeState.open)
    if state is DisputeState.lost and (dispute.get("metadata") or {}).get(_ACCEPTED):
        state = DisputeState.accepted
    due_by = (dispute.get("evidence_details") or {}).get("due_by")
    booked = dispute.get("balance_transactions") or []
    return DisputeNow(
        reference=dispute["id"],
        charge_reference=dispute.get("payment_intent") or dispute["charge"],
        state=state,
        amount=from_stripe(dispute["amount"], dispute["currency"]),
        reason=dispute["reason"],
        opened_at=datetime.fromtimestamp(dispute["created"], UTC),
        evidence_due_at=datetime.fromtimestamp(due_by, UTC) if due_by else None,
        # All of them: a fee that is given back, or taken for an appeal, is an entry of its own.
        fee=from_stripe(sum(entry["fee"] for entry in booked), booked[0]["currency"]) if booked else None,
        held=sum(entry["amount"] for entry in booked) < 0,
    )


def evidence_for_stripe(evidence: Mapping[str, str], files: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our kinds of evidence as Stripe's fields, beside those that are files."""
    texts = {kind: text for kind, text in evidence.items() if kind in _TEXTS or text.startswith("file_")}
    fields = texts | dict(files or {})
    loose = [
        f"{kind.replace('_', ' ').capitalize()}: {text}" for kind, text in evidence.items() if fields.get(kind) != text
    ]
    if loose:
        fields[_FREE_TEXT] = "\n\n".join([fields[_FREE_TEXT], *loose] if _FREE_TEXT in fields else loose)
    return fields


async def _told_before(client: stripe.StripeClient, reference: str, said: Mapping[str, str]) -> DisputeNow | None:
    """How the dispute stands where the same was submitted before, and its answer was lost for longer than Stripe remembers keys."""
    try:
        dispute = (await client.v1.disputes.retrieve_async(reference)).to_dict()
    except stripe.StripeError as error:
        if is_missing(error):
            return None
        raise problem_of(error) from None
    there = dispute.get("evidence") or {}
    submitted = (dispute.get("evidence_details") or {}).get("submission_count")
    return dispute_of(dispute) if submitted and all(there.get(name) == text for name, text in said.items()) else None


async def _problem(client: stripe.StripeClient, reference: str, error: stripe.StripeError) -> Problem:
    """A request that a decided dispute refuses is a conflict; what else Stripe finds wrong with it stays `Invalid`."""
    if not isinstance(error, stripe.InvalidRequestError) or is_missing(error):
        return problem_of(error)
    now = await dispute_now(client, reference)
    if now is not None and now.state in {DisputeState.open, DisputeState.warning}:
        return problem_of(error)
    return Conflict(f"The dispute {reference} is {now.state if now else 'gone'}; nothing can be added to it.")
