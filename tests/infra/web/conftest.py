"""A small room made of nothing but what the router promises, served by the real middleware on each database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, File, Response, UploadFile
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, String, Table, func, select
from starlette.requests import Request
from starlette.responses import StreamingResponse

from trunkline.entrypoints.http.middleware import install_middleware
from trunkline.infra.program import Program
from trunkline.infra.ratelimit import Limit
from trunkline.infra.scope import Actor, ActorKind
from trunkline.infra.web import (
    PUBLIC,
    SIGNED_IN,
    Identity,
    PageOut,
    Paging,
    ReadScope,
    Router,
    WriteScope,
    install_problems,
)
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import Page, page_of

tables = MetaData()
effect = Table(
    "test_effect",
    tables,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("word", String(50), nullable=False),
)

COMPANY_A = CompanyId("com_01h455vb4pex5vsknk084sn02q")
COMPANY_B = CompanyId("com_01h455vb4pex5vsknk084sn03q")
MAY = frozenset({"words.read", "words.write"})
CALLERS = {
    "ann": Identity(Actor(ActorKind.api_key, "key_ann", "Ann"), COMPANY_A, MAY, 1),
    "amy": Identity(Actor(ActorKind.api_key, "key_amy", "Amy"), COMPANY_A, MAY, 1),
    "bob": Identity(Actor(ActorKind.api_key, "key_bob", "Bob"), COMPANY_B, MAY, 1),
    "reader": Identity(Actor(ActorKind.api_key, "key_reader", "Reader"), COMPANY_A, frozenset({"words.read"}), 1),
    "browser": Identity(Actor(ActorKind.user, "usr_browser", "Browser"), COMPANY_A, MAY, 1, csrf_token="c" * 64),
    "operator": Identity(Actor(ActorKind.user, "usr_operator", "Olga"), None, MAY, 1),
}


@dataclass
class Gate:
    """Holds the handler of /slow until the test lets it go."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    leave: asyncio.Event = field(default_factory=asyncio.Event)


class WordBody(BaseModel):
    word: str


class WordOut(BaseModel):
    id: int
    word: str
    company: str | None = None


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def web(program: Program, gate: Gate) -> AsyncIterator[httpx2.AsyncClient]:
    async with program.database.write() as connection:
        await connection.run_sync(tables.drop_all)
        await connection.run_sync(tables.create_all)
    app = FastAPI()
    app.state.program = program
    app.state.authenticate = _authenticate
    install_problems(app)
    app.include_router(_room(gate))
    install_middleware(app)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver/api/v1") as client:
        client.headers["X-Caller"] = "ann"
        yield client


async def effects(program: Program) -> int:
    """How many words were written and kept."""
    async with program.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(effect))).scalar_one()


async def _authenticate(request: Request) -> Identity | None:
    return CALLERS.get(request.headers.get("x-caller", ""))


def _room(gate: Gate) -> Router:
    router = Router("test")

    async def write(scope: WriteScope, word: str) -> WordOut:
        await scope.tx.execute(effect.insert().values(word=word))
        count = (await scope.tx.execute(select(func.count()).select_from(effect))).scalar_one()
        return WordOut(id=count, word=word, company=scope.company_id)

    @router.post("/words", permission="words.write", status_code=201)
    async def add_word(scope: WriteScope, body: WordBody) -> WordOut:
        return await write(scope, body.word)

    @router.post("/other-words", permission="words.write", status_code=201)
    async def add_other_word(scope: WriteScope, body: WordBody) -> WordOut:
        return await write(scope, body.word)

    @router.post("/slow", permission="words.write")
    async def add_slowly(scope: WriteScope, body: WordBody) -> WordOut:
        gate.entered.set()
        await gate.leave.wait()
        return await write(scope, body.word)

    @router.post("/refused", permission="words.write")
    async def write_then_refuse(scope: WriteScope, body: WordBody) -> WordOut:
        await write(scope, body.word)
        raise Conflict("It cannot be.", extra={"why": "test"})

    @router.post("/broken", permission="words.write")
    async def write_then_break(scope: WriteScope, body: WordBody) -> WordOut:
        await write(scope, body.word)
        raise RuntimeError("password=hunter2 in /srv/secret/path.py")

    @router.post("/broken-sql", permission="words.write")
    async def break_in_the_database(scope: WriteScope) -> WordOut:
        await scope.tx.execute(effect.insert().values(id=1, word="one"))
        await scope.tx.execute(effect.insert().values(id=1, word="again"))
        raise AssertionError

    @router.post("/upload", permission="words.write")
    async def upload(scope: WriteScope, file: Annotated[UploadFile, File()]) -> WordOut:
        return await write(scope, (await file.read()).decode())

    @router.post("/nothing", permission="words.write", status_code=204)
    async def say_nothing(scope: WriteScope) -> None:
        await write(scope, "nothing")

    @router.post("/stream", permission="words.write")
    async def stream(scope: WriteScope) -> StreamingResponse:
        await write(scope, "stream")
        return StreamingResponse(iter([b"a", b"b"]))

    @router.post("/public", permission=PUBLIC)
    async def public(scope: WriteScope, body: WordBody) -> WordOut:
        return await write(scope, body.word)

    @router.post("/ingest", permission="words.write", limit=Limit(count=60_000, per_seconds=60, burst=4_000))
    async def ingest(scope: WriteScope, body: WordBody) -> WordOut:
        return await write(scope, body.word)

    @router.get("/words", permission="words.read")
    async def list_words(scope: ReadScope, page: Paging, starting: str = "") -> PageOut[WordOut]:
        words = [WordOut(id=n, word=f"word {n}") for n in range(1, 6)]
        after = page.request.position[0] if page.request.position else 0
        assert isinstance(after, int)
        found: Page[WordOut] = page_of(
            words[after : after + page.request.limit + 1], page.request, lambda one: (one.id,)
        )
        return page.out(found)

    @router.get("/all-words", permission="words.read")
    async def all_words() -> list[WordOut]:
        return [WordOut(id=1, word="one"), WordOut(id=2, word="two")]

    @router.get("/words/{word_id}", permission="words.read")
    async def get_word(scope: ReadScope, response: Response, word_id: int) -> WordOut:
        response.headers["X-Kept"] = "yes"
        return WordOut(id=word_id, word="w" * 2000, company=scope.company_id)

    @router.get("/me", permission=SIGNED_IN)
    async def me(scope: ReadScope) -> WordOut:
        return WordOut(id=0, word=scope.actor.name, company=scope.company_id)

    @router.get("/public", permission=PUBLIC)
    async def read_in_public(scope: ReadScope) -> WordOut:
        return WordOut(id=0, word=scope.actor.name, company=scope.company_id)

    return router
