"""Who is connected is known by leases: they appear, are renewed together, and end by silence when a process dies."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tests.entrypoints.socket.live import ACME, GLOBEX, Live, reader, running
from trunkline.domains.operations import actions, queries
from trunkline.domains.operations.model import Presence
from trunkline.entrypoints.socket.presence import LEASE
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId


async def who(live: Live | Program, company_id: CompanyId | None = None) -> list[str]:
    program = live.program if isinstance(live, Live) else live
    async with program.scope(system_actor("test"), company_id=company_id, write=False) as scope:
        return [one.actor_name for one in await queries.who_is_present(scope)]


async def eventually(live: Live, expected: list[str]) -> None:
    async with asyncio.timeout(5):
        while sorted(await who(live)) != expected:  # noqa: ASYNC110  (written by another task, once a second)
            await asyncio.sleep(0.1)


async def test_open_sockets_are_seen_by_company_and_gone_when_closed(program: Program) -> None:
    async with running(program) as live:
        async with live.socket(reader("ada", ACME)), live.socket(reader("bob", GLOBEX)):
            await eventually(live, ["Ada", "Bob"])
            assert await who(live, ACME) == ["Ada"]
        await eventually(live, [])


async def test_a_server_that_stops_leaves_nobody_behind(program: Program) -> None:
    async with running(program) as live, live.socket(reader()):
        await eventually(live, ["Ada"])
        await live.hub.stop()
    assert await who(program) == []


def presence(process: str, name: str, program: Program) -> Presence:
    return Presence(f"{process}-{name}", process, "user", name, name, ACME, program.clock.now())


async def test_a_process_that_dies_is_noticed_by_silence(program: Program, clock: ManualClock) -> None:
    async with program.scope(system_actor("test")) as scope:
        await actions.keep_presence(scope, "dies", LEASE, [presence("dies", "ada", program)], [])
    async with program.scope(system_actor("test")) as scope:
        await actions.keep_presence(scope, "lives", LEASE, [presence("lives", "bob", program)], [])
    clock.advance(timedelta(seconds=59))
    async with program.scope(system_actor("test")) as scope:
        await actions.keep_presence(scope, "lives", LEASE, [], [])
    assert await who(program) == ["ada", "bob"]
    clock.advance(timedelta(seconds=1))
    assert await who(program) == ["bob"]
