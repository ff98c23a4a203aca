"""The simulator's own world: who is attached, what was charged, kept in one SQLite file that is none of our database's business.

A connection is opened per operation and every write is synced, so that killing our process at any point leaves the world as it was:
that is the very thing a payment test wants to look at afterwards. Calls block for a few milliseconds; `gateway` makes them from threads.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trunkline.domains.payments.model import Declined, Succeeded
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.domains.payments.rules import decline_kind
from trunkline.kernel.errors import Conflict
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator.attached import attach_in, card_in, detach_in
from trunkline.providers.simulator.cards import MESSAGES, TestCard

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS method (
        token TEXT PRIMARY KEY, card TEXT NOT NULL, attached_at TEXT NOT NULL, detached_at TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS charge (
        number INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, idempotency_key TEXT NOT NULL UNIQUE,
        method_token TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, description TEXT NOT NULL,
        decline_code TEXT, created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS charge_method ON charge (method_token);
    CREATE TABLE IF NOT EXISTS request (
        number INTEGER PRIMARY KEY, operation TEXT NOT NULL, idempotency_key TEXT NOT NULL, method_token TEXT NOT NULL,
        received_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS request_key ON request (idempotency_key);
    CREATE INDEX IF NOT EXISTS request_method ON request (method_token);
    CREATE TABLE IF NOT EXISTS outage (began_at TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge as the provider's books have it; `decline_code` is None when the money was taken."""

    reference: str
    idempotency_key: str
    method_token: str
    amount: Money
    description: str
    decline_code: str | None
    created_at: datetime

    @property
    def succeeded(self) -> bool:
        return self.decline_code is None


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many requests came before this one: with the same key, and for the same method."""

    of_key: int
    of_method: int


class World:
    """The provider's books, in the file at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)

    def attach(self, card: TestCard, token: str, now: datetime) -> None:
        with self.write() as connection:
            attach_in(connection, card, token, now)

    def detach(self, token: str, now: datetime) -> None:
        with self.write() as connection:
            detach_in(connection, token, now)

    def card_of(self, token: str) -> TestCard | None:
        """The test card behind an attached method."""
        with closing(self._connect()) as connection:
            return card_in(connection, token)

    def receive(self, operation: str, key: str, method_token: str, now: datetime) -> Traffic:
        """Note a request, also one that will be lost or refused."""
        with self.write() as connection:
            of_key = _count(
                connection, "SELECT count(*) FROM request WHERE operation = ? AND idempotency_key = ?", operation, key
            )
            of_method = _count(
                connection,
                "SELECT count(*) FROM request WHERE operation = ? AND method_token = ?",
                operation,
                method_token,
            )
            connection.execute(
                "INSERT INTO request (operation, idempotency_key, method_token, received_at) VALUES (?, ?, ?, ?)",
                (operation, key, method_token, now.isoformat()),
            )
        return Traffic(of_key, of_method)

    def charge(self, request: ChargeRequest, now: datetime) -> Succeeded | Declined:
        """Take the money, or decline; once per key. Raises `Conflict` when the key was used for another request."""
        with self.write() as connection:
            return self.charge_in(connection, request, now)

    def charge_in(
        self, connection: sqlite3.Connection, request: ChargeRequest, now: datetime, *, present: bool = False
    ) -> Succeeded | Declined:
        """The same, in a transaction that is open already. `present` says that the payer has passed 3-D Secure."""
        known = _charge_of(connection, request.idempotency_key)
        if known is None:
            code = self.decline_code(connection, request.method_token, present=present)
            known = _enter(connection, request, code, now)
        if (known.amount, known.method_token) != (request.amount, request.method_token):
            raise Conflict(f"The idempotency key {request.idempotency_key} was used for another charge.")
        return _outcome(known)

    def outcome_of(self, key: str) -> Succeeded | Declined | None:
        """What came of a key; None if it never arrived."""
        with closing(self._connect()) as connection:
            charge = _charge_of(connection, key)
        return _outcome(charge) if charge else None

    def charges(self) -> list[Charge]:
        """All charges, oldest first, the declined ones too."""
        with closing(self._connect()) as connection:
            return [_charge(row) for row in connection.execute(f"SELECT {_CHARGE} FROM charge ORDER BY number")]  # noqa: S608

    def balance(self, currency: Currency) -> Money:
        """All the money that was taken in a currency."""
        return sum(
            (c.amount for c in self.charges() if c.succeeded and c.amount.currency == currency), Money.zero(currency)
        )

    def requests(self, key: str) -> int:
        """How often a charge was requested with this key, lost requests included."""
        with closing(self._connect()) as connection:
            return _count(
                connection, "SELECT count(*) FROM request WHERE operation = 'charge' AND idempotency_key = ?", key
            )

    def begin_outage(self, now: datetime) -> None:
        """Close the gateway for everybody, in every process that uses this file, until `end_outage`."""
        with self.write() as connection:
            connection.execute("INSERT INTO outage (began_at) VALUES (?)", (now.isoformat(),))

    def end_outage(self) -> None:
        with self.write() as connection:
            connection.execute("DELETE FROM outage")

    def is_out(self) -> bool:
        with closing(self._connect()) as connection:
            return _count(connection, "SELECT count(*) FROM outage") > 0

    def decline_code(self, connection: sqlite3.Connection, method_token: str, *, present: bool = False) -> str | None:
        """Why a charge would be declined now; None when it would be paid."""
        card = card_in(connection, method_token)
        if card is None:
            return "invalid_account"
        behaviour = card.behaviour
        if behaviour.asks_payer and not present:
            return "authentication_required"
        declined = _count(connection, "SELECT count(*) FROM charge WHERE method_token = ?", method_token)
        is_over = behaviour.declines is not None and declined >= behaviour.declines
        return None if is_over else behaviour.decline_code

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=15, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


_CHARGE = "reference, idempotency_key, method_token, amount_minor, currency, description, decline_code, created_at"


def _enter(connection: sqlite3.Connection, request: ChargeRequest, decline_code: str | None, now: datetime) -> Charge:
    """Write a charge into the books. Its reference follows from the key: the same run gives the same books."""
    reference = f"ch_{hashlib.sha256(request.idempotency_key.encode()).hexdigest()[:24]}"
    connection.execute(
        f"INSERT INTO charge ({_CHARGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            reference,
            request.idempotency_key,
            request.method_token,
            request.amount.minor,
            request.amount.currency.code,
            request.description,
            decline_code,
            now.isoformat(),
        ),
    )
    entered = _charge_of(connection, request.idempotency_key)
    assert entered is not None, "it was just written"
    return entered


def _charge_of(connection: sqlite3.Connection, key: str) -> Charge | None:
    row = connection.execute(f"SELECT {_CHARGE} FROM charge WHERE idempotency_key = ?", (key,)).fetchone()  # noqa: S608
    return _charge(row) if row else None


def _charge(row: tuple[str, str, str, int, str, str, str | None, str]) -> Charge:
    reference, key, method_token, amount_minor, currency, description, decline_code, created_at = row
    amount = Money(amount_minor, Currency.of(currency))
    at = datetime.fromisoformat(created_at)
    return Charge(reference, key, method_token, amount, description, decline_code, at)


def _outcome(charge: Charge) -> Succeeded | Declined:
    code = charge.decline_code
    if code is None:
        return Succeeded(charge.reference)
    return Declined(code, decline_kind(code), MESSAGES[code], charge.reference)


def _count(connection: sqlite3.Connection, statement: str, *values: str) -> int:
    return int(connection.execute(statement, values).fetchone()[0])
