"""Which test card is behind an attached method, in the world's file."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from trunkline.providers.simulator.cards import CARDS, TestCard


def attach_in(connection: sqlite3.Connection, card: TestCard, token: str, now: datetime) -> None:
    connection.execute(
        "INSERT INTO method (token, card, attached_at) VALUES (?, ?, ?)", (token, card.token, now.isoformat())
    )


def detach_in(connection: sqlite3.Connection, token: str, now: datetime) -> None:
    connection.execute(
        "UPDATE method SET detached_at = ? WHERE token = ? AND detached_at IS NULL", (now.isoformat(), token)
    )


def card_in(connection: sqlite3.Connection, token: str) -> TestCard | None:
    row = connection.execute("SELECT card FROM method WHERE token = ? AND detached_at IS NULL", (token,)).fetchone()
    return CARDS[row[0]] if row else None
