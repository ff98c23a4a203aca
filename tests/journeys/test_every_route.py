"""What holds for every route, of whatever room: generated from the API's description, so that a new route is held by it too."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request

from tests.conftest import NOON
from tests.engines import database_engines, serve
from tests.journeys.two_companies import contents, has_owner, ids_of, settle, unhindered
from trunkline.domains.access.model import Permission
from trunkline.domains.access.queries import user_by_email
from trunkline.domains.tenants.queries import company_by_slug
from trunkline.entrypoints.demo.people import COMPANIES, PASSWORD, people_of
from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.infra.migrate import migrate
from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, ActorKind, system_actor
from trunkline.infra.web import PUBLIC, SIGNED_IN, Identity
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, Id, SessionId

API = "/api/v1"
SAFE = {"get", "head"}
A_PDF = "%PDF-1.7\n%%EOF\n"
ADMIN = people_of(COMPANIES[0])[0]
# Who is let in is decided before the database has a say: once is enough.
once = pytest.mark.parametrize("settled", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
ID_PATTERN = re.compile(r"\^([a-z]+)_")


@dataclass(frozen=True)
class Operation:
    """One method of one path, as the API's description has it."""

    method: str
    path: str
    permission: str
    description: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def kinds(self) -> dict[str, type[Id]]:
        """The ids in its path, by the names of their parameters."""
        by_prefix = {kind.prefix: kind for kind in Id.__subclasses__()}
        found = {}
        for one in self.description.get("parameters", ()):
            matched = ID_PATTERN.match(one["schema"].get("pattern", ""))
            if one["in"] == "path" and matched:
                found[one["name"]] = by_prefix[matched[1]]
        return found

    def url(self, ids: Mapping[str, str]) -> str:
        """With real ids; what else its path names is any word."""
        words = {one["name"]: "word" for one in self.description.get("parameters", ()) if one["in"] == "path"}
        return self.path.format(**(words | dict(ids)))


@dataclass(frozen=True)
class House:
    """The application over two companies, and what a request needs that is right in every respect but the one that is tried."""

    program: Program
    app: FastAPI
    mine: CompanyId
    theirs: CompanyId
    me: Actor
    found: dict[tuple[type[Id], CompanyId], str] = field(default_factory=dict)

    @property
    def operations(self) -> list[Operation]:
        paths = self.app.openapi()["paths"].items()
        return [
            Operation(method, path, one["x-permission"], one) for path, ones in paths for method, one in ones.items()
        ]

    async def ids(self, operation: Operation, company_id: CompanyId) -> dict[str, str]:
        """Real ids of the company for the operation's path; those of the operator's things belong to everybody."""
        return {name: await self._id(kind, company_id) for name, kind in operation.kinds.items()}

    async def _id(self, kind: type[Id], company_id: CompanyId) -> str:
        if not has_owner(kind):
            return _made_up(kind)
        if (kind, company_id) not in self.found:
            async with self.program.database.read() as connection:
                found = await ids_of(connection, kind, company_id)
            assert found, f"tests.journeys.two_companies.settle makes no {kind.__name__} yet: make one for each company"
            self.found[kind, company_id] = found[0]
        return self.found[kind, company_id]

    async def body(self, operation: Operation) -> dict[str, Any]:
        """What fits the operation, as the arguments of a request."""
        content = operation.description.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            form = await self._example(content["multipart/form-data"]["schema"])
            return {"files": {"file": ("a.pdf", form.pop("file"))}, "data": form}
        schema = content.get("application/json", {}).get("schema")
        return {} if schema is None else {"json": await self._example(schema)}

    async def _example(self, schema: Mapping[str, Any]) -> Any:
        """A small value that fits: what is required and nothing else, ids of my own company."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return await self._example(self.app.openapi()["components"]["schemas"][name])
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return await self._example(schema[several][0])
        if "examples" in schema:
            return schema["examples"][0]
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object")
        if isinstance(kind, list):
            kind = kind[0]
        match kind:
            case "object":
                wanted = schema.get("required") or list(schema.get("properties", {}))[:1]
                return {name: await self._example(schema["properties"][name]) for name in wanted}
            case "array":
                return [await self._example(schema["items"])]
            case "string":
                return await self._text(schema)
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return True
        raise AssertionError(f"say here what fits {schema}")

    async def _text(self, schema: Mapping[str, Any]) -> str:
        if matched := ID_PATTERN.match(schema.get("pattern", "")):
            kind = next(kind for kind in Id.__subclasses__() if kind.prefix == matched[1])
            return await self._id(kind, self.mine)
        if schema.get("format") == "binary":
            return A_PDF
        by_format = {"date": "2026-03-01", "date-time": "2026-03-01T12:00:00Z", "email": "new@nordlicht.example"}
        length = max(schema.get("minLength", 1), 3)
        text: str = by_format.get(schema.get("format", ""), "x" * min(length, schema.get("maxLength", length)))
        return text

    async def let_in(self, permissions: Iterable[str]) -> None:
        """From now on every caller is the admin of my company, in a session of his, with these permissions."""
        session_id = await self._id(SessionId, self.mine)
        identity = Identity(self.me, self.mine, frozenset(permissions), 1, session_id=session_id)

        async def authenticate(request: Request) -> Identity:
            return identity

        self.app.state.authenticate = authenticate

    async def everything(self) -> dict[str, list[str]]:
        async with self.program.database.read() as connection:
            return await contents(connection)


def _made_up(kind: type[Id]) -> str:
    return f"{kind.prefix}_01h455vb4pex5vsknk084sn02q"


@pytest.fixture(scope="module", params=database_engines())
def settled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """A migrated database with both companies, made once: no test here leaves a trace in it."""
    with serve(request.param) as server:
        config = Config(
            data_dir=tmp_path_factory.mktemp("data"),
            database_url=server.create_database("every_route"),
            secret_key=b"a key that only tests use, 32 bytes+",
        )
        asyncio.run(_settle(config))
        yield config


async def _settle(config: Config) -> None:
    async with running_program(config, clock=ManualClock(NOON)) as program:
        await migrate(program.database)
        await settle(unhindered(program))


@pytest.fixture
async def house(settled: Config) -> AsyncIterator[House]:
    async with running_program(settled, clock=ManualClock(NOON)) as opened:
        program = unhindered(opened)
        async with program.scope(system_actor("test"), write=False) as scope:
            mine, theirs = [(await company_by_slug(scope, one.slug)).id for one in COMPANIES[:2]]
            me = await user_by_email(scope, ADMIN.email)
        assert me is not None
        yield House(program, build_app(program), mine, theirs, Actor(ActorKind.user, me.id, me.name))


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=house.app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def _differing(house: House, before: dict[str, list[str]]) -> list[str]:
    after = await house.everything()
    return [name for name in after if after[name] != before[name]]


@once
async def test_every_route_is_described(house: House) -> None:
    """Otherwise these tests, the reference and the console's client would not know of it."""
    described = {(one.method.upper(), one.path) for one in house.operations}
    served = {(method, route.path) for route in _routes(house.app) for method in route.methods or ()}
    assert {one for one in served if one[1].startswith("/api")} == described
    assert len(described) > 50


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        found = inner.routes if inner is not None else [route]
        yield from (one for one in found if isinstance(one, APIRoute))


@once
async def test_nobody_gets_in_without_credentials(house: House, client: httpx2.AsyncClient) -> None:
    before, wrong = await house.everything(), []
    no_credentials: tuple[dict[str, str], ...] = (
        {},
        {"Cookie": "trunkline_session=made-up"},
        {"Authorization": "Bearer tk_made_up"},
        {"Authorization": "Basic YTpi"},
    )
    for operation in house.operations:
        if operation.permission != PUBLIC:
            url, body = operation.url(await house.ids(operation, house.mine)), await house.body(operation)
            for headers in no_credentials:
                answer = await client.request(operation.method, url, **body, headers=headers)
                if not _is_problem(answer, 401, "not_signed_in"):
                    wrong.append(f"{operation} answered {answer.status_code}: {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)
    assert not await _differing(house, before)


@once
async def test_a_cookie_alone_changes_nothing(house: House, client: httpx2.AsyncClient) -> None:
    """Any page may make a browser send the cookie; the CSRF token only our console knows."""
    signed_in = await client.post(f"{API}/session", json={"email": ADMIN.email, "password": PASSWORD})
    assert signed_in.status_code == 200
    assert (await client.get(f"{API}/session")).status_code == 200
    before, wrong = await house.everything(), []
    for operation in house.operations:
        if operation.method not in SAFE and operation.permission != PUBLIC:
            url, body = operation.url(await house.ids(operation, house.mine)), await house.body(operation)
            for headers in ({}, {"X-CSRF-Token": "made-up"}):
                answer = await client.request(operation.method, url, **body, headers=headers)
                if not _is_problem(answer, 403, "forbidden"):
                    wrong.append(f"{operation} answered {answer.status_code}: {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)
    assert not await _differing(house, before)


@once
async def test_each_route_asks_for_its_permission(house: House, client: httpx2.AsyncClient) -> None:
    """A caller with all permissions but one is refused where that one is needed."""
    before, wrong = await house.everything(), []
    for operation in house.operations:
        if operation.permission in {PUBLIC, SIGNED_IN}:
            continue
        others = [one for one in Permission if one != operation.permission]
        assert len(others) == len(Permission) - 1, f"{operation} asks for {operation.permission}, which nobody can hold"
        await house.let_in(others)
        url, body = operation.url(await house.ids(operation, house.mine)), await house.body(operation)
        answer = await client.request(operation.method, url, **body)
        if not _is_problem(answer, 403, "forbidden") or answer.json()["permission"] != operation.permission:
            wrong.append(f"{operation} answered {answer.status_code}: {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)
    assert not await _differing(house, before)


async def test_another_companys_ids_are_not_found(house: House, client: httpx2.AsyncClient) -> None:
    """For somebody who may do everything, in his own company: each id of the path in turn is the other company's, and all of them."""
    before, wrong, tried = await house.everything(), [], 0
    await house.let_in(Permission)
    for operation in house.operations:
        foreign = [name for name, kind in operation.kinds.items() if has_owner(kind)]
        own, theirs = await house.ids(operation, house.mine), await house.ids(operation, house.theirs)
        for chosen in {frozenset({name}) for name in foreign} | {frozenset(foreign)} - {frozenset()}:
            url = operation.url({name: (theirs if name in chosen else own)[name] for name in own})
            answer = await client.request(operation.method, url, **await house.body(operation))
            tried += 1
            changed = operation.method not in SAFE and await _differing(house, before)
            if not _is_problem(answer, 404, None) or changed:
                wrong.append(f"{operation} with their {sorted(chosen)}: {answer.status_code} {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)
    assert tried > 20


async def test_another_company_cannot_be_named(house: House, client: httpx2.AsyncClient) -> None:
    """`?company=` is for the operator's staff."""
    before, wrong = await house.everything(), []
    await house.let_in(Permission)
    for operation in house.operations:
        if any(one["name"] == "company" for one in operation.description.get("parameters", ())):
            url, body = operation.url(await house.ids(operation, house.mine)), await house.body(operation)
            for company in (house.theirs, _made_up(CompanyId)):
                answer = await client.request(operation.method, url, **body, params={"company": company})
                if not _is_problem(answer, 404, None):
                    wrong.append(f"{operation} answered {answer.status_code}: {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)
    assert not await _differing(house, before)


def _is_problem(answer: httpx2.Response, status: int, code: str | None) -> bool:
    if (answer.status_code, answer.headers.get("content-type")) != (status, "application/problem+json"):
        return False
    problem = answer.json()
    assert problem["request_id"] == answer.headers["x-request-id"]
    return code is None or problem["code"] == code
