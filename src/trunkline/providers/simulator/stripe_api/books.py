"""Stripe's objects, as JSON in tables of the world's file. `Books` is one transaction: a change comes with all its consequences, or not.

Names beginning with `_` inside an object are the simulator's own and never leave it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from trunkline.providers.simulator.stripe_api.refusals import missing
from trunkline.providers.simulator.stripe_api.webhooks import Faults, schedule
from trunkline.providers.simulator.world import World

JSON: TypeAlias = dict[str, Any]

SCHEMA = """
    CREATE TABLE IF NOT EXISTS stripe_object (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS stripe_object_kind ON stripe_object (kind, number);
    CREATE INDEX IF NOT EXISTS stripe_object_customer ON stripe_object (kind, json_extract(body, '$.customer'), number);
    CREATE INDEX IF NOT EXISTS stripe_object_intent ON stripe_object (kind, json_extract(body, '$.payment_intent'), number);
    CREATE INDEX IF NOT EXISTS stripe_object_key ON stripe_object (kind, json_extract(body, '$._key'), number);
    CREATE TABLE IF NOT EXISTS stripe_key (
        idempotency_key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
        created INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS stripe_delivery (
        number INTEGER PRIMARY KEY, event_id TEXT NOT NULL, due_at REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        delivered_at REAL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS stripe_delivery_due ON stripe_delivery (due_at) WHERE delivered_at IS NULL;
"""
API_VERSION = (
    "2023-08-16"  # of the objects that it makes: the newest that Stripe's published description at hand covers
)
PAGE_MAX = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """`pages` is where the hosted pages are found from a browser; `faults` decides which webhooks go wrong."""

    pages: str
    faults: Faults


@dataclass
class Books:
    world: World
    connection: sqlite3.Connection
    now: datetime
    settings: Settings
    idempotency_key: str | None = None

    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())

    def insert(self, kind: str, prefix: str, body: JSON) -> JSON:
        """A new object. Its id follows from its place in the books: the same run makes the same ids."""
        (number,) = self.connection.execute("SELECT coalesce(max(number), 0) + 1 FROM stripe_object").fetchone()
        mark = hashlib.sha256(f"{self.seconds}/{number}".encode()).hexdigest()[:24]
        made: JSON = {"id": f"{prefix}_{mark}", "object": kind, "created": self.seconds, "livemode": False} | body
        self.connection.execute(
            "INSERT INTO stripe_object (number, id, kind, created, body) VALUES (?, ?, ?, ?, ?)",
            (number, made["id"], kind, self.seconds, json.dumps(made)),
        )
        return made

    def save(self, changed: JSON) -> JSON:
        self.connection.execute("UPDATE stripe_object SET body = ? WHERE id = ?", (json.dumps(changed), changed["id"]))
        return changed

    def find(self, reference: str) -> JSON | None:
        row = self.connection.execute("SELECT body FROM stripe_object WHERE id = ?", (reference,)).fetchone()
        return json.loads(row[0]) if row else None

    def get(self, kind: str, reference: str, param: str = "id", *, status: int = 404) -> JSON:
        found = self.find(reference)
        if found is None or found["object"] != kind:
            raise missing(kind, reference, param, status=status)
        return found

    def every(self, kind: str, **fields: str) -> list[JSON]:
        """All objects of a kind whose fields are as given, oldest first."""
        where, values = _where(fields)
        statement = f"SELECT body FROM stripe_object WHERE kind = ?{where} ORDER BY number"  # noqa: S608
        return [json.loads(row[0]) for row in self.connection.execute(statement, (kind, *values))]

    def page(self, kind: str, url: str, asked: Mapping[str, Any], *fields: str) -> JSON:
        """Stripe's list object: the newest first, `starting_after` goes down from there and `ending_before` up."""
        where, values = _where({field: asked[field] for field in fields if field in asked})
        for name, sign in (("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")):
            if name in (created := asked.get("created") or {}):
                where, values = f"{where} AND created {sign} ?", [*values, int(created[name])]
        upwards = "ending_before" in asked
        if (cursor := asked.get("ending_before") or asked.get("starting_after")) is not None:
            where += f" AND number {'>' if upwards else '<'} (SELECT number FROM stripe_object WHERE id = ?)"  # noqa: S608
            values = [*values, self.get(kind, cursor, "starting_after", status=400)["id"]]
        limit = min(int(asked.get("limit", 10)), PAGE_MAX)
        order = "ASC" if upwards else "DESC"
        statement = f"SELECT body FROM stripe_object WHERE kind = ?{where} ORDER BY number {order} LIMIT ?"  # noqa: S608
        found = [json.loads(row[0]) for row in self.connection.execute(statement, (kind, *values, limit + 1))]
        data = found[:limit][::-1] if upwards else found[:limit]
        return {"object": "list", "url": url, "has_more": len(found) > limit, "data": data}

    def announce(self, kind: str, about: JSON) -> None:
        """An event, with the object as it is now, and its deliveries."""
        body = {
            "api_version": API_VERSION,
            "data": {"object": public(about)},
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": self.idempotency_key},
            "type": kind,
        }
        event = self.insert("event", "evt", body)
        schedule(self.connection, event["id"], self.now, self.settings.faults)


@contextmanager
def opened(world: World, now: datetime, settings: Settings) -> Iterator[Books]:
    """One transaction over the books."""
    with world.write() as connection:
        yield Books(world, connection, now, settings)


def public(value: Any) -> Any:
    """What leaves the simulator."""
    if isinstance(value, dict):
        return {name: public(part) for name, part in value.items() if not name.startswith("_")}
    return [public(part) for part in value] if isinstance(value, list) else value


def expanded(books: Books, value: Any, path: list[str]) -> Any:
    """The object with an id inside it replaced by what it names; an unknown path changes nothing."""
    if isinstance(value, list):
        return [expanded(books, one, path) for one in value]
    if isinstance(value, str):
        value = books.find(value) or value
    if not path or not isinstance(value, dict) or path[0] not in value:
        return value
    return value | {path[0]: expanded(books, value[path[0]], path[1:])}


def _where(fields: Mapping[str, str]) -> tuple[str, list[Any]]:
    """Field names are the simulator's own, values are bound."""
    return "".join(f" AND json_extract(body, '$.{name}') = ?" for name in fields), list(fields.values())
