"""Refunds of the simulator that is spoken to directly. They are in the world's file beside its charges, and as safe from our crashes.

What becomes of one is the card's `refunds_end`: it succeeds, is pending until `settle_refunds`, or fails when that is called.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from trunkline.domains.payments.model import Refunded, RefundOutcome, RefundPending, RefundRefused
from trunkline.domains.payments.ports import RefundRequest
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator.cards import CARDS
from trunkline.providers.simulator.world import World

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS refund (
        number INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, idempotency_key TEXT NOT NULL UNIQUE,
        charge_reference TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
"""
_COLUMNS = "reference, idempotency_key, charge_reference, amount_minor, currency, status"


@dataclass(frozen=True, slots=True)
class WorldRefund:
    """A refund as the provider's books have it: `succeeded`, `pending` or `failed`."""

    reference: str
    idempotency_key: str
    charge_reference: str
    amount: Money
    status: str


def refund(world: World, request: RefundRequest, now: datetime) -> RefundOutcome:
    """Give the money back once per key. Refused for more than is left of the charge."""
    with world.write() as connection:
        connection.execute(_SCHEMA)
        known = _of_key(connection, request.idempotency_key)
        if known is not None:
            return outcome_of(known)
        charge = connection.execute(
            "SELECT amount_minor, currency, method_token FROM charge WHERE reference = ? AND decline_code IS NULL",
            (request.charge_reference,),
        ).fetchone()
        if charge is None:
            return RefundRefused("charge_unknown", "There is no such charge.")
        refusal = _refusal(connection, request, charge[0], charge[1])
        return refusal or outcome_of(_enter(connection, request, _first_status(connection, charge[2]), now))


def look_up_refund(world: World, key: str) -> RefundOutcome | None:
    """What came of a key; None if it never arrived."""
    with world.write() as connection:
        connection.execute(_SCHEMA)
        known = _of_key(connection, key)
    return None if known is None else outcome_of(known)


def refunds(world: World) -> list[WorldRefund]:
    """All refunds, the oldest first, the failed ones too."""
    with world.write() as connection:
        connection.execute(_SCHEMA)
        rows = connection.execute(f"SELECT {_COLUMNS} FROM refund ORDER BY number").fetchall()  # noqa: S608
    return [_refund(row) for row in rows]


def settle_refunds(world: World) -> int:
    """The days that a bank takes, gone by: pending refunds are carried out, and those that will come back do. How many changed."""
    with world.write() as connection:
        connection.execute(_SCHEMA)
        changed = connection.execute("UPDATE refund SET status = 'succeeded' WHERE status = 'pending'").rowcount
        failing = [token for token, card in CARDS.items() if card.behaviour.refunds_end == "failed"]
        marks = ", ".join("?" * len(failing))
        of_failing = (
            f"SELECT c.reference FROM charge c JOIN method m ON m.token = c.method_token WHERE m.card IN ({marks})"  # noqa: S608
        )
        failed = (
            f"UPDATE refund SET status = 'failed' WHERE status = 'succeeded' AND charge_reference IN ({of_failing})"  # noqa: S608
        )
        return int(changed + connection.execute(failed, failing).rowcount)


def outcome_of(one: WorldRefund) -> RefundOutcome:
    if one.status == "succeeded":
        return Refunded(one.reference)
    if one.status == "pending":
        return RefundPending(one.reference, "The provider has not carried the refund out yet.")
    return RefundRefused("expired_or_canceled_card", "The payer's bank sent the money back.", one.reference)


def _refusal(connection: sqlite3.Connection, request: RefundRequest, taken: int, currency: str) -> RefundRefused | None:
    if request.amount.currency.code != currency:
        return RefundRefused("currency_mismatch", "A payment is given back in its own currency.")
    given_back = connection.execute(
        "SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE charge_reference = ? AND status <> 'failed'",
        (request.charge_reference,),
    ).fetchone()[0]
    if not 0 < request.amount.minor <= taken - given_back:
        return RefundRefused("amount_too_large", "Less than this is left of the charge.")
    return None


def _first_status(connection: sqlite3.Connection, method_token: str) -> str:
    row = connection.execute("SELECT card FROM method WHERE token = ?", (method_token,)).fetchone()
    ends = CARDS[row[0]].behaviour.refunds_end if row else "succeeded"
    return "pending" if ends == "pending" else "succeeded"


def _enter(connection: sqlite3.Connection, request: RefundRequest, status: str, now: datetime) -> WorldRefund:
    """Its reference follows from the key: the same run gives the same books."""
    key = request.idempotency_key
    reference = f"re_{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    amount = request.amount
    connection.execute(
        f"INSERT INTO refund ({_COLUMNS}, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (reference, key, request.charge_reference, amount.minor, amount.currency.code, status, now.isoformat()),
    )
    return WorldRefund(reference, key, request.charge_reference, amount, status)


def _of_key(connection: sqlite3.Connection, key: str) -> WorldRefund | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM refund WHERE idempotency_key = ?", (key,)).fetchone()  # noqa: S608
    return None if row is None else _refund(row)


def _refund(row: tuple[str, str, str, int, str, str]) -> WorldRefund:
    reference, key, charge_reference, amount_minor, currency, status = row
    return WorldRefund(reference, key, charge_reference, Money(amount_minor, Currency.of(currency)), status)
