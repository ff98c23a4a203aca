"""A permission is checked in far less than a millisecond: the check itself, and the doorkeeper with a remembered session.

Each is held against the limit of 1 ms. The third figure, what a session
costs that is not remembered, is there to compare: it is paid once per second and token.
"""

from __future__ import annotations

import asyncio
import time

from starlette.requests import Request

from benchmarks.databases import empty_database
from benchmarks.outcome import Row
from trunkline.domains.access import actions
from trunkline.domains.access.api import COOKIE, Doorkeeper
from trunkline.domains.access.model import Device, NewUser, Permission, RoleKey
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.db import metadata
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.infra.web import Identity

ENGINES = ("sqlite",)
LIMIT_SECONDS = 0.001
CHECKS = 200_000
REQUESTS = 20_000
# How many times faster than the limit each must be.
PROMISED = {"permission: check in a scope": 500, "permission: doorkeeper, remembered": 5}


def rows(engine: str) -> list[Row]:
    return asyncio.run(_rows(engine))


async def _rows(engine: str) -> list[Row]:
    with empty_database(engine) as config:
        async with running_program(config) as program:
            async with program.database.write() as connection:
                await connection.run_sync(metadata.create_all)
            measured = await _measure(program)
    return [
        Row(name, engine, seconds * 1e6, "µs", "1 ms", LIMIT_SECONDS / seconds, PROMISED.get(name))
        for name, seconds in measured.items()
    ]


async def _measure(program: Program) -> dict[str, float]:
    request = await _signed_in_request(program)
    doorkeeper = Doorkeeper(program)
    identity = await doorkeeper(request)
    assert identity is not None, "the session was just made"
    return {
        "permission: check in a scope": await _checking(program, identity),
        "permission: doorkeeper, remembered": await _asking(doorkeeper, request),
        "permission: doorkeeper, from the database": await _asking_anew(program, request),
    }


async def _signed_in_request(program: Program) -> Request:
    async with program.scope(system_actor("benchmark")) as scope:
        await actions.install_roles(scope)
        new = NewUser(name="Ada", email="ada@trunkline.example", roles=(RoleKey.super_admin,))
        user = (await actions.create_user(scope, new)).member.user
        signed_in = await actions.start_session(scope, user, Device("127.0.0.1", "benchmark"))
    cookie = f"{COOKIE}={signed_in.token}".encode()
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [(b"cookie", cookie)]})


async def _checking(program: Program, identity: Identity) -> float:
    async with program.scope(identity.actor, permissions=identity.permissions, write=False) as scope:
        begun = time.perf_counter()
        for _ in range(CHECKS):
            scope.allows(Permission.platform_read)
        return (time.perf_counter() - begun) / CHECKS


async def _asking(doorkeeper: Doorkeeper, request: Request) -> float:
    """With the look-up that is due after each second included, as in production."""
    begun = time.perf_counter()
    for _ in range(REQUESTS):
        await doorkeeper(Request(request.scope))
    return (time.perf_counter() - begun) / REQUESTS


async def _asking_anew(program: Program, request: Request) -> float:
    times = 200
    begun = time.perf_counter()
    for _ in range(times):
        await Doorkeeper(program)(Request(request.scope))
    return (time.perf_counter() - begun) / times
