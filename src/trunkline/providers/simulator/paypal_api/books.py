"""PayPal's records in the world's file: documents as its API shows them, requests that were answered, deliveries that are due.

Tables of their own, beside those of `World`, which keeps the money that was charged. A connection is opened per request; writing takes the
file's only pen, so that two requests with one id come one after the other.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS paypal_object (
        number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT, document TEXT NOT NULL, private TEXT NOT NULL,
        created_at TEXT NOT NULL, UNIQUE (kind, id)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS paypal_object_parent ON paypal_object (kind, parent);
    CREATE TABLE IF NOT EXISTS paypal_request (
        operation TEXT NOT NULL, request_id TEXT NOT NULL, kind TEXT NOT NULL, object_id TEXT NOT NULL, received_at TEXT NOT NULL,
        PRIMARY KEY (operation, request_id)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS paypal_delivery (
        number INTEGER PRIMARY KEY, channel TEXT NOT NULL, event_id TEXT NOT NULL, body BLOB NOT NULL, due_at TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, done_at TEXT
    ) STRICT;
"""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Page:
    """The records, as one request reads and writes them. `private` is what PayPal knows of an object and does not show."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self.sql = connection
        self.now = now

    def add(self, kind: str, document: Json, private: Json | None = None, parent: str | None = None) -> None:
        self.sql.execute(
            "INSERT INTO paypal_object (kind, id, parent, document, private, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            (kind, document["id"], parent, json.dumps(document), json.dumps(private or {}), stamp(self.now)),
        )

    def put(self, kind: str, document: Json) -> None:
        written = json.dumps(document)
        self.sql.execute(
            "UPDATE paypal_object SET document = ? WHERE kind = ? AND id = ?", (written, kind, document["id"])
        )

    def get(self, kind: str, id: str) -> Json | None:
        row = self.sql.execute("SELECT document FROM paypal_object WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return json.loads(row[0]) if row else None

    def private(self, kind: str, id: str) -> Json:
        row = self.sql.execute("SELECT private FROM paypal_object WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return json.loads(row[0]) if row else {}

    def set_private(self, kind: str, id: str, private: Json) -> None:
        self.sql.execute(
            "UPDATE paypal_object SET private = ? WHERE kind = ? AND id = ?", (json.dumps(private), kind, id)
        )

    def all(self, kind: str, parent: str | None = None) -> list[Json]:
        """Oldest first."""
        rows = self.sql.execute(
            "SELECT document FROM paypal_object WHERE kind = ? AND (? IS NULL OR parent = ?) ORDER BY number",
            (kind, parent, parent),
        )
        return [json.loads(row[0]) for row in rows]

    def parent(self, kind: str, id: str) -> str | None:
        row = self.sql.execute("SELECT parent FROM paypal_object WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return row[0] if row else None

    def answered(self, operation: str, request_id: str | None, since: datetime) -> str | None:
        """The object that a request id made, while PayPal keeps the id."""
        row = self.sql.execute(
            "SELECT object_id FROM paypal_request WHERE operation = ? AND request_id = ? AND received_at >= ?",
            (operation, request_id, stamp(since)),
        ).fetchone()
        return row[0] if row else None

    def remember(self, operation: str, request_id: str | None, kind: str, object_id: str) -> None:
        if request_id is not None:
            self.sql.execute(
                "INSERT OR REPLACE INTO paypal_request (operation, request_id, kind, object_id, received_at) VALUES (?, ?, ?, ?, ?)",
                (operation, request_id, kind, object_id, stamp(self.now)),
            )

    def count(self, kind: str) -> int:
        return int(self.sql.execute("SELECT count(*) FROM paypal_object WHERE kind = ?", (kind,)).fetchone()[0])


class PayPalBooks:
    """The records in the file at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)

    @contextmanager
    def reading(self, now: datetime) -> Iterator[Page]:
        with closing(self._connect()) as connection:
            yield Page(connection, now)

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Page]:
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Page(connection, now)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=15, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        return connection


def new_id(*about: object) -> str:
    """17 characters, as PayPal's are, that follow from what they name: the same run makes the same books."""
    number = int.from_bytes(hashlib.sha256(repr(about).encode()).digest()[:16])
    digits = []
    for _ in range(17):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
