"""A world of its own for one scenario: the real program on an empty database, a clock that is moved, and clients that are signed in.

Everything that happens in it goes through the public API, except time, and the first of the operator's staff, who comes as he does in
any installation: from the command line.
"""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx2

from trunkline.domains.access import actions as access
from trunkline.domains.access.model import NewUser, RoleKey
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.entrypoints.http import build_app
from trunkline.infra.cache import ProcessCache
from trunkline.infra.program import Program
from trunkline.infra.queue import Jobs, Worker
from trunkline.infra.ratelimit import Limit, Verdict
from trunkline.infra.scope import system_actor
from trunkline.infra.throwaway import empty
from trunkline.kernel.clock import ManualClock
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import PaymentSimulator
from trunkline.providers.simulator import World as SimulatedMoney

SEED = 20260302
_WORLDS = itertools.count(1)
OPERATOR = "operator@scenario.example"
COMPANY = "company@scenario.example"
_ACTOR = system_actor("trunkline scenario")
# They tell or tidy up. Nothing of it is a scenario's business, and all of it takes time.
_LEFT_OUT = re.compile(r"notifications\..*|.*\.forget_.*")


class Refused(Exception):
    """The API said no. `fields` are its pointers into the body that was sent, with what it says about each."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code"))
        self.detail = str(problem.get("detail"))
        self.fields: list[tuple[str, str]] = [
            (one.get("pointer", ""), one.get("detail", "")) for one in problem.get("errors", ())
        ]
        super().__init__(f"{status} {self.code}: {self.detail}")


class Unhurried:
    """A limiter without limits: a scenario's time stands still while it sends."""

    async def check(self, key: str, limit: Limit, now: datetime) -> Verdict:
        return Verdict(True, limit.count, 0, 0)

    async def forget(self, key: str) -> None:
        pass


@dataclass
class World:
    """What a scenario acts on."""

    program: Program
    clock: ManualClock
    zone: ZoneInfo
    client: httpx2.AsyncClient
    worker: Worker
    currency: str
    every_firing: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    company: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, str] = field(default_factory=dict)
    delivery: tuple[str, dict[str, Any]] | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    watches_spikes: bool = False
    serial: int = 0

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def subscription(self, module: str | None) -> str:
        """The id of the subscription to the module, or of the only one. Raises `LookupError`."""
        if module is None and len(self.subscriptions) == 1:
            return next(iter(self.subscriptions.values()))
        if module in self.subscriptions:
            return self.subscriptions[module]
        had = ", ".join(self.subscriptions) or "none"
        raise LookupError(f"say with `module` which subscription is meant; the company has {had}")

    def only_meter(self) -> str:
        """The meter of the plans where they have one. Raises `LookupError`."""
        meters = {meter for plan in self.plans.values() for meter in plan["meters"]}
        if len(meters) == 1:
            return str(next(iter(meters)))
        raise LookupError(f"say which `meter` counts; the plans have {', '.join(sorted(meters)) or 'none'}")

    async def invoices(self) -> list[dict[str, Any]]:
        """The company's invoices, the first one first; those of one run, which may be in several currencies, by their number."""
        return sorted(await self.all_of("/invoices"), key=lambda one: (_made_at(one["id"]), one["number"] or ""))

    async def invoice(self, ordinal: int) -> dict[str, Any]:
        """The first is 1, the newest -1. Raises `LookupError`."""
        found = await self.invoices()
        if not 1 <= abs(ordinal) <= len(found):
            raise LookupError(f"there is no invoice {ordinal}; there are {len(found)}")
        return found[ordinal - 1 if ordinal > 0 else ordinal]

    def next_number(self) -> int:
        """For the names of events and calls that the scenario does not name."""
        self.serial += 1
        return self.serial

    async def post(self, path: str, body: Any = None, *, by: str = "operator", for_all: bool = False) -> dict[str, Any]:
        """Send as the operator or as the company. `for_all`: it is not about the company. Raises `Refused`."""
        return await self._ask("POST", path, by, {"json": body} if body is not None else {}, for_all)

    async def put(self, path: str, body: Any, *, by: str = "operator") -> dict[str, Any]:
        """Replace as the operator or as the company. Raises `Refused`."""
        return await self._ask("PUT", path, by, {"json": body}, for_all=False)

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Read as the operator. Raises `Refused`."""
        return await self._ask("GET", path, "operator", {"params": params or {}}, for_all=False)

    async def all_of(self, path: str, **params: str) -> list[dict[str, Any]]:
        """Every item of a list, page after page, in the API's order."""
        found: list[dict[str, Any]] = []
        page = await self.get(path, {"limit": "100"} | params)
        found += page["items"]
        while page.get("next_cursor"):
            page = await self.get(path, {"limit": "100", "cursor": page["next_cursor"]} | params)
            found += page["items"]
        return found

    async def settle(self) -> None:
        """Let everything happen that answers what has just happened."""
        await self.worker.run_until_idle()

    async def _ask(self, method: str, path: str, by: str, sent: dict[str, Any], for_all: bool) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.keys[by]}"} if by in self.keys else {}
        params = dict(sent.pop("params", {}))
        if by == "operator" and self.company and not for_all:
            params["company"] = self.company["id"]
        answer = await self.client.request(method, f"/api/v1{path}", params=params, headers=headers, **sent)
        if answer.is_error:
            raise Refused(answer.status_code, answer.json())
        told: dict[str, Any] = answer.json() if answer.content else {}
        return told


def _made_at(name: str) -> str:
    """The part of an id that is the millisecond in which it was made."""
    return name.partition("_")[2][:10]


@asynccontextmanager
async def opened_world(
    program: Program, folder: Path, starts: datetime, zone: ZoneInfo, currency: str
) -> AsyncIterator[World]:
    """An empty world at the moment `starts`, with an operator who is signed in. It shares nothing with the one before but the database."""
    clock = ManualClock(starts)
    own = _of_the_world(program, clock, SimulatedMoney(folder / "simulator.sqlite3"))
    await empty(own.database)
    transport = httpx2.ASGITransport(app=build_app(own))
    async with httpx2.AsyncClient(transport=transport, base_url="http://scenario") as client:
        world = World(own, clock, zone, client, Worker(own, side_by_side=1), currency)
        await _found_operator(world)
        yield world


def _of_the_world(program: Program, clock: ManualClock, money: SimulatedMoney) -> Program:
    """Seeded, without limits, with the jobs that matter, and with a provider that answers at once."""
    # Ids differ from world to world: what the process remembers of a price is kept by its id.
    entropy = Random(f"{SEED}/{next(_WORLDS)}")
    simulator = PaymentSimulator(money, clock, entropy=entropy)
    ports = dict(program.ports) | {PaymentProviders: Connected(simulator)}
    jobs = Jobs(one for one in program.jobs.by_kind.values() if not _LEFT_OUT.fullmatch(one.kind))
    return replace(
        program, clock=clock, entropy=entropy, limiter=Unhurried(), cache=ProcessCache(), jobs=jobs, ports=ports
    )


async def _found_operator(world: World) -> None:
    password = secrets.token_urlsafe(24)
    person = NewUser(name="Operator", email=OPERATOR, roles=(RoleKey.super_admin,), password=password)
    async with world.program.scope(_ACTOR) as scope:
        await access.install_roles(scope)
        await access.create_user(scope, person)
    await sign_in(world, "operator", OPERATOR, password)


async def found_company_user(world: World) -> None:
    """The company's admin, made by the operator when a step first needs him."""
    password = secrets.token_urlsafe(24)
    body = {"name": "Company", "email": COMPANY, "roles": ["company_admin"], "company_id": world.company["id"]}
    await world.post("/users", body | {"password": password}, for_all=True)
    await sign_in(world, "company", COMPANY, password)


async def sign_in(world: World, who: str, email: str, password: str) -> None:
    """Signed in with a password, once; from then on with a key, because a session ends long before most scenarios do."""
    told = await world.post("/session", {"email": email, "password": password}, by="nobody")
    csrf = {"X-CSRF-Token": told["csrf_token"]}
    body = {"name": f"Scenario {who}", "permissions": told["permissions"]}
    made = await world.client.post("/api/v1/api-keys", json=body, headers=csrf)
    if made.is_error:
        raise Refused(made.status_code, made.json())
    world.keys[who] = made.json()["secret"]
    world.client.cookies.clear()
