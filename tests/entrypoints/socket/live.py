"""A real server with a real WebSocket client, on a wired program; who is who is decided by the test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from trunkline.domains.operations import actions
from trunkline.domains.operations.model import TicketHolder
from trunkline.entrypoints.socket import Budget, Hub, Pace, serve_socket
from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, ActorKind, system_actor
from trunkline.infra.web import Identity
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId

ACME = CompanyId("com_01h455vb4pex5vsknk084sn02q")
GLOBEX = CompanyId("com_01h455vb4pex5vsknk084sn02r")
FAST = Pace(poll_seconds=0.1, ping_seconds=0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Fact):
    kind: ClassVar[str] = "test.noted"
    audience: ClassVar[str] = "invoices.read"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whispered(Fact):
    kind: ClassVar[str] = "test.whispered"
    audience: ClassVar[str] = "payments.read"
    text: str


def reader(name: str = "ada", company_id: CompanyId | None = ACME, *permissions: str) -> Identity:
    return Identity(
        Actor(ActorKind.user, name, name.title()), company_id, frozenset(permissions or {"invoices.read"}), 1
    )


@dataclass
class Live:
    """The running server. `people` is the truth about who is signed in and may do what."""

    program: Program
    port: int
    hub: Hub
    people: dict[str, Identity] = field(default_factory=dict)

    async def ticket(self, who: Identity) -> str:
        self.people[who.actor.id] = who
        async with self.program.scope(who.actor, company_id=who.company_id) as scope:
            return (await actions.issue_ticket(scope, None))[0]

    @asynccontextmanager
    async def socket(self, who: Identity, **options: Any) -> AsyncIterator[Client]:
        ticket = await self.ticket(who)
        options = {"max_queue": None} | options  # the client reads as fast as it can, unless a test says otherwise
        async with connect(f"ws://127.0.0.1:{self.port}/ws?ticket={ticket}", **options) as connection:
            yield Client(connection)

    async def announce(self, *texts: str, company_id: CompanyId | None = ACME, kind: type[Fact] = Noted) -> None:
        """One fact per text, each in its own transaction."""
        for text in texts:
            async with self.program.scope(system_actor("test"), company_id=company_id) as scope:
                scope.announce(kind(company_id=company_id, subject="inv_1", text=text))  # type: ignore[call-arg]


@dataclass
class Client:
    connection: ClientConnection

    async def say(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def subscribe(
        self, stream: str = f"company:{ACME}", epoch: str | None = None, seq: int | None = None
    ) -> None:
        await self.say(type="subscribe", stream=stream, epoch=epoch, seq=seq)

    async def next(self, *kinds: str, within_seconds: float = 5) -> dict[str, Any]:
        """The next frame of one of `kinds` (default: any but pings)."""
        async with asyncio.timeout(within_seconds):
            while True:
                frame: dict[str, Any] = json.loads(await self.connection.recv())
                if frame["type"] in kinds or (not kinds and frame["type"] != "ping"):
                    return frame

    async def silence(self, seconds: float = 0.4) -> bool:
        """Whether nothing but pings arrives."""
        try:
            await self.next(within_seconds=seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, within_seconds: float = 5) -> int | None:
        """The code with which the server closes."""
        async with asyncio.timeout(within_seconds):
            await self.connection.wait_closed()
        return self.connection.close_code


@asynccontextmanager
async def running(program: Program, pace: Pace = FAST, budget: Budget | None = None) -> AsyncIterator[Live]:
    people: dict[str, Identity] = {}

    async def identify(holders: Sequence[TicketHolder]) -> list[Identity | None]:
        return [people.get(holder.actor_id) for holder in holders]

    app = FastAPI()
    hub = serve_socket(app, program, identify, pace=pace, budget=budget)
    async with served(app, hub) as port:
        yield Live(program, port, hub, people)


@asynccontextmanager
async def served(app: FastAPI, hub: Hub) -> AsyncIterator[int]:
    """The application on a port of this machine, with the settings of `trunkline serve`."""
    config = uvicorn.Config(
        app, port=0, ws="websockets-sansio", ws_per_message_deflate=False, lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers no event to wait for)
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await hub.stop()
        server.should_exit = True
        await serving
