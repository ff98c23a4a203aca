"""What the hub asks the journal: where streams stand, and what follows a position."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.entrypoints.socket.frames import Told, told
from trunkline.infra import journal
from trunkline.infra.db import Database
from trunkline.infra.journal import Entry, Position


class Reading:
    """Each question is a transaction of its own, for all companies: what each connection may hear is decided per fact."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tops(self, streams: Sequence[str]) -> dict[str, Position]:
        async with self._database.read() as tx:
            return await journal.tops(tx, streams)

    async def entries(self, stream: str, after: int, limit: int) -> list[Entry]:
        async with self._database.read() as tx:
            return await journal.read_range(tx, stream, after, limit)

    async def told_after(self, stream: str, after: int, limit: int) -> list[Told]:
        return [told(entry) for entry in await self.entries(stream, after, limit)]
