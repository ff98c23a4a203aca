"""Disputes: opened and decided by whoever drives the simulator, answered or accepted through the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, Attached, Problem, link, not_found
from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id, stamp
from trunkline.providers.simulator.paypal_api.captures import ipn_of
from trunkline.providers.simulator.paypal_api.events import tell

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

ANSWER_WITHIN = timedelta(days=10)
FILE_BYTES_MAX = 10_000_000
_MEDIA_TYPES = frozenset({"image/jpeg", "image/gif", "image/png", "application/pdf"})


def open_dispute(sim: PayPalSimulator, capture_id: str, reason: str, stage: str) -> str:
    """A payer's complaint about a capture; in the stage CHARGEBACK its money is taken from the seller at once. The dispute's id."""
    with sim.writing() as page:
        capture = page.get("capture", capture_id)
        assert capture is not None, "a dispute is about a capture"
        id = f"PP-D-{int(new_id('dispute', capture_id)[:5], 36)}"
        dispute: Json = {
            "dispute_id": id,
            "id": id,
            "create_time": _at(page.now),
            "update_time": _at(page.now),
            "disputed_transactions": [{"seller_transaction_id": capture_id, "gross_amount": capture["amount"]}],
            "reason": reason,
            "status": "WAITING_FOR_SELLER_RESPONSE",
            "dispute_amount": capture["amount"],
            "dispute_life_cycle_stage": stage,
            "dispute_channel": "INTERNAL",
            "seller_response_due_date": _at(page.now + ANSWER_WITHIN),
            "links": [link("self", f"{sim.base}/v1/customer/disputes/{id}")],
        }
        if stage != "INQUIRY":
            dispute["money_movements"] = [_movement(page, dispute, "DEBIT")]
        page.add("dispute", dispute, parent=capture_id)
        _tell(sim, page, dispute, "CUSTOMER.DISPUTE.CREATED", "Reversed" if stage != "INQUIRY" else None)
        return id


def decide_dispute(sim: PayPalSimulator, dispute_id: str, outcome: str) -> None:
    """PayPal's word: an `outcome_code`."""
    with sim.writing() as page:
        _decide(sim, page, _open(page, dispute_id), outcome)


def list_disputes(sim: PayPalSimulator, ask: Ask) -> Answer:
    """The latest first; where there is none the list has no items."""
    with sim.reading() as page:
        found = page.all("dispute", ask.query["disputed_transaction_id"])
    names = ("dispute_id", "create_time", "update_time", "reason", "status", "dispute_amount")
    items = [{name: one[name] for name in names} for one in reversed(found)]
    return Answer(200, {"items": items} if items else {})


def show_dispute(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        dispute = page.get("dispute", ask.id)
    if dispute is None:
        raise not_found()
    return Answer(200, _shown(dispute))


def provide_evidence(sim: PayPalSimulator, ask: Ask) -> Answer:
    pieces = ask.body.get("evidences") or []
    if not pieces:
        raise Problem(400, "MISSING_REQUIRED_PARAMETER")
    _check_files(pieces, ask.files)
    with sim.writing() as page:
        dispute = _open(page, ask.id)
        if dispute["status"] != "WAITING_FOR_SELLER_RESPONSE":
            raise Problem(422, "INVALID_DISPUTE_STATUS")
        dispute["evidences"] = [
            *dispute.get("evidences", []),
            *({**one, "source": "SUBMITTED_BY_SELLER"} for one in pieces),
        ]
        dispute["status"] = "UNDER_REVIEW"
        page.put("dispute", dispute)
        _tell(sim, page, dispute, "CUSTOMER.DISPUTE.UPDATED")
    return Answer(200, {"links": [link("self", f"{ask.base}/v1/customer/disputes/{ask.id}")]})


def _check_files(pieces: list[Json], files: tuple[Attached, ...]) -> None:
    """Each document that is named came with the form, and each that came is named."""
    named = [str(one.get("name")) for piece in pieces for one in piece.get("documents", [])]
    if sorted(named) != sorted(one.name for one in files):
        raise Problem(400, "INVALID_EVIDENCE_FILE")
    if any(one.size >= FILE_BYTES_MAX or one.media_type not in _MEDIA_TYPES for one in files):
        raise Problem(400, "INVALID_EVIDENCE_FILE")


def accept_claim(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.writing() as page:
        _decide(sim, page, _open(page, ask.id), "RESOLVED_BUYER_FAVOUR")
    return Answer(200, {"links": [link("self", f"{ask.base}/v1/customer/disputes/{ask.id}")]})


def _decide(sim: PayPalSimulator, page: Page, dispute: Json, outcome: str) -> None:
    moves = dispute.get("money_movements", [])
    is_lost = outcome in ("RESOLVED_BUYER_FAVOUR", "ACCEPTED")
    if is_lost and not moves:
        dispute["money_movements"] = [_movement(page, dispute, "DEBIT")]
    if moves and not is_lost:
        dispute["money_movements"] = [*moves, _movement(page, dispute, "CREDIT")]
    dispute |= {"status": "RESOLVED", "dispute_outcome": {"outcome_code": outcome}, "update_time": _at(page.now)}
    page.put("dispute", dispute)
    _tell(sim, page, dispute, "CUSTOMER.DISPUTE.RESOLVED", "Canceled_Reversal" if moves and not is_lost else None)


def _open(page: Page, dispute_id: str) -> Json:
    dispute = page.get("dispute", dispute_id)
    if dispute is None:
        raise not_found()
    if dispute["status"] == "RESOLVED":
        raise Problem(422, "INVALID_DISPUTE_STATUS")
    return dispute


def _movement(page: Page, dispute: Json, type: str) -> Json:
    return {
        "affected_party": "SELLER",
        "amount": dispute["dispute_amount"],
        "initiated_time": _at(page.now),
        "type": type,
        "reason": "DISPUTE_SETTLEMENT",
    }


def _tell(sim: PayPalSimulator, page: Page, dispute: Json, event_type: str, ipn_status: str | None = None) -> None:
    capture_id = dispute["disputed_transactions"][0]["seller_transaction_id"]
    capture = page.get("capture", capture_id)
    assert capture is not None, "a dispute is about a capture"
    ipn = None
    if ipn_status is not None:
        reversal = new_id("reversal", dispute["id"], ipn_status)
        ipn = ipn_of(page, capture, reversal, ipn_status, parent_txn_id=capture_id, case_id=dispute["id"])
    tell(page, sim.faults, event_type, "dispute", _shown(dispute), ipn)


def _shown(dispute: Json) -> Json:
    return {name: value for name, value in dispute.items() if name != "id"}


def _at(moment: datetime) -> str:
    return stamp(moment).replace("Z", ".000Z")
