"""Every route against its own description: no input makes it fail, and every answer is one that the description promises.

Schemathesis makes the requests (valid ones, invalid ones, the edges of every constraint), from a seed: TRUNKLINE_TEST_SEED=… for
others. Half of the ids that it puts into paths are real, so that it also gets behind the first door.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import schemathesis
import uvicorn
from schemathesis.engine import events, from_schema
from starlette.requests import Request

from tests.conftest import NOON
from tests.engines import serve
from tests.journeys.two_companies import ids_of, settle, unhindered
from trunkline.domains.access.model import Permission, RoleKey
from trunkline.domains.access.queries import permissions_in_force, sessions_of, user_by_email
from trunkline.entrypoints.demo.people import COMPANIES, OPERATOR, people_of
from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.http.middleware import BODY_BYTES_MAX
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.infra.migrate import migrate
from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, ActorKind, system_actor
from trunkline.infra.web import Identity
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, Id

pytestmark = pytest.mark.sqlite

SEED = int(os.environ.get("TRUNKLINE_TEST_SEED") or 20260302)
EXAMPLES_PER_ROUTE = 4
CALLERS = {"operator": OPERATOR[0].email, "company": people_of(COMPANIES[0])[0].email}
# Items of the data plane are refused one by one, in an answer that says which and why.
ANSWERED_BY_ITEM = [
    *("/api/v1/usage/events", "/api/v1/usage/corrections", "/api/v1/calls"),
    *(f"/api/v1/calls/ingest/{name}" for name in ("freeswitch", "livekit", "retell", "twilio", "vapi")),
]
# Not "positive_data_acceptance": a valid body may name a plan that is no more, or a card that no provider takes.
CHECKS: dict[str, Any] = {
    "enabled": False,
    "not_a_server_error": {"enabled": True},
    "status_code_conformance": {"enabled": True},
    "content_type_conformance": {"enabled": True},
    "response_schema_conformance": {"enabled": True},
    "response_headers_conformance": {"enabled": True},
    "unsupported_method": {"enabled": True},
    "allow_header_conformance": {"enabled": True},
    "negative_data_rejection": {"enabled": True, "expected-statuses": ["4xx"]},
}


@dataclass
class Served:
    """The application behind a port, with everybody let in who says in a header who he is."""

    address: str = ""
    description: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve("sqlite") as server:
        config = Config(
            data_dir=tmp_path_factory.mktemp("data"),
            database_url=server.create_database("fuzzed"),
            secret_key=b"a key that only tests use, 32 bytes+",
        )
        made, ready, stop = Served(), threading.Event(), threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(_serve(config, made, ready, stop)))
        thread.start()
        assert ready.wait(100)
        yield made
        stop.set()
        thread.join()


async def _serve(config: Config, made: Served, ready: threading.Event, stop: threading.Event) -> None:
    async with running_program(config, clock=ManualClock(NOON)) as opened:
        program = unhindered(opened)
        await migrate(program.database)
        mine, _ = await settle(program)
        app = build_app(program)
        app.state.authenticate = await _introduced(program)
        made.description, made.ids = app.openapi(), await _real_ids(program, mine)
        async with _listening(app) as made.address:
            ready.set()
            await asyncio.to_thread(stop.wait)


@asynccontextmanager
async def _listening(app: Any) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, http="httptools"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


async def _introduced(program: Program) -> Any:
    """Whoever says who he is; he stays, also after his session was ended or his user disabled by one of the requests."""
    identities = {}
    async with program.scope(system_actor("test"), write=False) as scope:
        for name, email in CALLERS.items():
            user = await user_by_email(scope, email)
            assert user is not None
            granted = await permissions_in_force(scope, user)
            session_id = next((str(one.id) for one in await sessions_of(scope, user.id)), None)
            actor = Actor(ActorKind.user, user.id, user.name)
            identities[name] = Identity(actor, user.company_id, granted, 1, session_id=session_id)

    async def authenticate(request: Request) -> Identity | None:
        return identities.get(request.headers.get("x-caller", ""))

    return authenticate


async def _real_ids(program: Program, company_id: CompanyId) -> dict[str, list[str]]:
    async with program.database.read() as connection:
        found = {kind.prefix: await ids_of(connection, kind, company_id) for kind in Id.__subclasses__()}
    return {prefix: ids[:20] for prefix, ids in found.items() if ids}


def test_the_callers_are_those_with_the_most_rights() -> None:
    assert OPERATOR[0].role is RoleKey.super_admin
    assert people_of(COMPANIES[0])[0].role is RoleKey.company_admin
    assert Permission.usage_write


@pytest.mark.no_cover  # thousands of requests: counting lines makes them three times as slow, and other tests count them
@pytest.mark.timeout(600)
@pytest.mark.parametrize("caller", CALLERS)
def test_the_api_answers_as_it_describes(served: Served, caller: str) -> None:
    schema = schemathesis.openapi.from_dict(served.description, config=_config(served, caller))
    wrong: dict[str, str] = {}
    asked: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked.update(f"{node.value.method} {node.value.path}" for node in event.recorder.cases.values())
            wrong |= _failures(event)
        elif isinstance(event, (events.NonFatalError, events.FatalError)):
            wrong[type(event).__name__] = repr(event)
    print(f"TRUNKLINE_TEST_SEED={SEED}, {asked.total()} requests")  # noqa: T201 - shown when the test fails
    assert not wrong, "\n\n".join(f"{title}\n{words}" for title, words in wrong.items())
    offered = {f"{method.upper()} {path}" for path, ones in served.description["paths"].items() for method in ones}
    assert offered <= asked.keys()


def _failures(event: events.ScenarioFinished) -> Mapping[str, str]:
    """One per route and kind of failure, with the request that shows it."""
    found = {}
    for case_id, checks in event.recorder.checks.items():
        for one in checks:
            if one.failure_info is not None:
                failure, interaction = one.failure_info.failure, event.recorder.interactions[case_id]
                answer = interaction.response
                shown = "" if answer is None else f"{answer.status_code} {answer.content[:400]!r}"
                found[f"{failure.operation}: {failure.title}"] = (
                    f"{failure.message[:600]}\n{one.failure_info.code_sample[:1500]}\n→ {shown}"
                )
    return found


def _config(served: Served, caller: str) -> schemathesis.Config:
    prefixes = _id_parameters(served.description)
    bound = {name: prefix for name, prefix in prefixes.items() if prefix in served.ids}
    return schemathesis.Config.from_dict(
        {
            "base-url": served.address,
            "seed": SEED,
            "headers": {"X-Caller": caller},
            "continue-on-failure": True,
            "request-timeout": 40,  # a scenario may take 30 seconds, and two cores may be busy
            "cache": {"enabled": False},
            "generation": {"max-examples": EXAMPLES_PER_ROUTE, "no-shrink": True, "database": "none"},
            "checks": CHECKS,
            "operations": [
                {"include-path": path, "checks": {"negative_data_rejection": {"enabled": False}}}
                for path in ANSWERED_BY_ITEM
            ],
            "phases": {"stateful": {"enabled": False}},
            "dictionaries": {prefix: {"values": ids} for prefix, ids in served.ids.items()},
            "parameters": {name: {"dictionary": prefix, "probability": 0.5} for name, prefix in bound.items()},
        }
    )


def _id_parameters(description: Mapping[str, Any]) -> dict[str, str]:
    """The path parameters that are ids, with their prefixes."""
    operations = [one for ones in description["paths"].values() for one in ones.values()]
    return {
        f"path.{parameter['name']}": parameter["schema"]["pattern"].removeprefix("^").partition("_")[0]
        for operation in operations
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "path" and "pattern" in parameter["schema"]
    }


def _bodies(description: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Method and path of all that take a body of a form of ours, and whether they insist on it.

    A vendor's delivery has the vendor's form: what is none is rejected in the answer (tests/domains/usage/test_deliveries_api.py).
    """
    for path, ones in description["paths"].items():
        for method, one in ones.items():
            if "requestBody" in one and not path.startswith("/api/v1/calls/ingest/"):
                yield method, path, one["requestBody"].get("required", False)


@pytest.mark.parametrize(
    ("content_type", "content", "statuses"),
    [
        ("application/xml", b"<a/>", {415, 422}),
        ("text/plain", b"[1]", {415, 422}),
        ("application/x-www-form-urlencoded", b"a=1", {415, 422}),
        ("application/json", b"", {400, 422}),
        ("application/json", b"{", {400, 422}),
        ("application/json", b"[" * 50_000, {400, 422}),
        ("application/json", b'"\\ud800"', {400, 422}),
        ("application/json", b"\xff\xfe{}", {400, 422}),
        ("application/json; charset=utf-16", '["no object"]'.encode("utf-16"), {400, 415, 422}),
        ("application/json", b"[1e999999]", {400, 422}),
        ("application/json", b"9" * 5000, {400, 422}),
        ("application/json", b" " * (BODY_BYTES_MAX + 1), {413}),
    ],
    ids=[
        *("xml", "plain", "form", "empty", "cut-off", "deep", "surrogate", "no-utf-8", "utf-16", "infinite"),
        *("long-number", "oversized"),
    ],
)
def test_no_route_chokes_on_a_strange_body(
    served: Served, content_type: str, content: bytes, statuses: set[int]
) -> None:
    wrong = []
    with httpx2.Client(base_url=served.address, headers={"X-Caller": "operator"}, timeout=20) as client:
        for method, path, required in _bodies(served.description):
            if not content and not required:
                continue
            url = path
            for name, prefix in _id_parameters(served.description).items():
                url = url.replace("{" + name.removeprefix("path.") + "}", served.ids.get(prefix, ["x"])[0])
            answer = client.request(method, url, content=content, headers={"Content-Type": content_type})
            is_problem = answer.headers.get("content-type") == "application/problem+json"
            # A provider's notice is nobody's before it is verified over its bytes: they are not looked into.
            here = statuses | ({403, 404} if path.startswith("/api/v1/webhooks/") else set())
            # Evidence may be larger than any other body: it is looked into, and is no picture.
            here |= {422} if path.endswith("/files") else set()
            if answer.status_code not in here or not is_problem:
                wrong.append(f"{method.upper()} {url}: {answer.status_code} {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)
