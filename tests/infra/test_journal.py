"""The journal: numbers without gaps in commit order, and no word of what was rolled back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

import pytest
from sqlalchemy import func, select

from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId

ACME = CompanyId("com_01h455vb4pex5vsknk084sn02q")
BOLT = CompanyId("com_01h455vb4pex5vsknk084sn02r")
TEST = system_actor("test")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOpened(Fact):
    kind: ClassVar[str] = "door.opened"
    audience: ClassVar[str] = "activity.read"
    number: int


def opened(company: CompanyId | None, number: int) -> DoorOpened:
    return DoorOpened(company_id=company, subject=f"door {number}", number=number)


async def seqs(program: Program, stream: str) -> list[tuple[int, object]]:
    async with program.database.read() as connection:
        entries = await journal.read_range(connection, stream, after=0, limit=1000)
    return [(entry.seq, entry.payload["number"]) for entry in entries]


async def test_facts_of_a_stream_are_numbered_from_one_without_gaps(program: Program) -> None:
    async with program.scope(TEST) as scope:
        for number, company in enumerate([ACME, BOLT, None, ACME]):
            scope.announce(opened(company, number))
    async with program.scope(TEST) as scope:
        scope.announce(opened(ACME, 4))
    assert await seqs(program, f"company:{ACME}") == [(1, 0), (2, 3), (3, 4)]
    assert await seqs(program, f"company:{BOLT}") == [(1, 1)]
    assert await seqs(program, "platform") == [(1, 2)]


async def test_a_rolled_back_fact_leaves_neither_entry_nor_gap(program: Program) -> None:
    async def announce_and_fail() -> None:
        async with program.scope(TEST) as scope:
            scope.announce(opened(ACME, 1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await announce_and_fail()
    async with program.scope(TEST) as scope:
        scope.announce(opened(ACME, 2))
    assert await seqs(program, f"company:{ACME}") == [(1, 2)]


async def test_commit_order_is_seq_order_under_concurrent_writers(program: Program) -> None:
    """A reader that has seen n is never surprised by a smaller number later."""
    stream = f"company:{ACME}"
    done = asyncio.Event()

    async def write(writer: int) -> None:
        for turn in range(10):
            async with program.scope(TEST) as scope:
                scope.announce(opened(ACME, writer * 100 + turn))
                scope.announce(opened(BOLT, writer * 100 + turn))

    async def read() -> list[int]:
        seen: list[int] = []
        while not done.is_set() or len(seen) < 80:
            async with program.database.read() as connection:
                after = seen[-1] if seen else 0
                seen += [entry.seq for entry in await journal.read_range(connection, stream, after, 500)]
            await asyncio.sleep(0)
        return seen

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(n) for n in range(8)))
    done.set()
    assert await asyncio.wait_for(reader, 20) == list(range(1, 81))


async def test_the_first_facts_of_a_stream_may_come_from_many_at_once(program: Program) -> None:
    async def announce(company: CompanyId) -> None:
        async with program.scope(TEST) as scope:
            scope.announce(opened(company, 1))

    async with program.scope(TEST) as scope:
        companies = [scope.new_id(CompanyId) for _ in range(6)]
    for company in companies:
        await asyncio.gather(*(announce(company) for _ in range(8)))
        assert [seq for seq, _ in await seqs(program, f"company:{company}")] == list(range(1, 9))


async def test_an_entry_says_who_when_and_in_which_request(program: Program) -> None:
    async with program.scope(TEST, request_id="req-12345678") as scope:
        scope.announce(opened(ACME, 1))
        now = scope.now
    async with program.database.read() as connection:
        (entry,) = await journal.read_range(connection, f"company:{ACME}", 0, 10)
        count = (await connection.execute(select(func.count()).select_from(journal.event_log))).scalar_one()
    assert (entry.actor_kind, entry.actor_id, entry.request_id, entry.at) == ("system", "test", "req-12345678", now)
    assert (entry.kind, entry.version, entry.audience, entry.subject) == ("door.opened", 1, "activity.read", "door 1")
    assert count == 1


async def test_the_epoch_of_a_stream_stays(program: Program) -> None:
    for number in range(2):
        async with program.scope(TEST) as scope:
            scope.announce(opened(ACME, number))
    async with program.database.read() as connection:
        tops = await journal.tops(connection, [f"company:{ACME}", f"company:{BOLT}"])
        entries = await journal.read_range(connection, f"company:{ACME}", 0, 10)
    assert list(tops) == [f"company:{ACME}"]
    assert tops[f"company:{ACME}"].seq == 2
    assert {entry.epoch for entry in entries} == {tops[f"company:{ACME}"].epoch}
