"""The activity list shows what the socket tells: the same facts in the same words, and nobody else's."""

from __future__ import annotations

import json
from typing import Any

from tests.clients import client_as
from tests.entrypoints.socket.live import ACME, GLOBEX, Noted, Whispered
from trunkline.domains.operations import queries
from trunkline.entrypoints.socket.frames import fact_frame
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import PageRequest

READER = ("activity.read", "invoices.read")


async def announce(program: Program, kind: type[Fact], company_id: CompanyId | None, *texts: str) -> None:
    async with program.scope(system_actor("test"), company_id=company_id) as scope:
        for text in texts:
            scope.announce(kind(company_id=company_id, subject="inv_1", text=text))  # type: ignore[call-arg]


async def texts(
    program: Program, *permissions: str, company_id: CompanyId | None = None, **parameters: Any
) -> tuple[list[str], str | None]:
    async with client_as(program, *permissions, company_id=company_id) as client:
        answer = await client.get("/activity", params=parameters)
    assert answer.status_code == 200, answer.text
    return [one["payload"]["text"] for one in answer.json()["items"]], answer.json()["next_cursor"]


async def test_a_company_sees_its_own_facts_newest_first_and_only_what_it_may_hear(program: Program) -> None:
    await announce(program, Noted, ACME, "one", "two")
    await announce(program, Whispered, ACME, "secret amount")
    await announce(program, Noted, GLOBEX, "theirs")
    await announce(program, Noted, None, "the platform's")
    assert (await texts(program, *READER, company_id=ACME))[0] == ["two", "one"]
    assert (await texts(program, "activity.read", "payments.read", company_id=ACME))[0] == ["secret amount"]


async def test_the_operator_sees_all_streams_or_the_one_named(program: Program, clock: ManualClock) -> None:
    await announce(program, Noted, ACME, "one")
    await announce(program, Noted, None, "two")
    assert sorted((await texts(program, *READER))[0]) == ["one", "two"]


async def test_pages_follow_each_other_without_gap_or_repetition(program: Program) -> None:
    for number in range(7):
        await announce(program, Noted, ACME if number % 2 else GLOBEX, f"{number}")
    for company_id, expected in ((None, 7), (ACME, 3)):
        seen: list[str] = []
        cursor: str | None = None
        while True:
            page, cursor = await texts(
                program, *READER, company_id=company_id, limit=2, **({"cursor": cursor} if cursor else {})
            )
            seen += page
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == expected


async def test_the_list_and_the_socket_use_the_same_words(program: Program) -> None:
    await announce(program, Noted, ACME, "one")
    async with program.scope(system_actor("test"), company_id=ACME, write=False) as scope:
        (entry,) = (await queries.activity(scope, PageRequest())).items
    async with client_as(program, *READER, company_id=ACME) as client:
        (shown,) = (await client.get("/activity")).json()["items"]
    assert {"type": "fact", **shown} == json.loads(json.dumps(fact_frame(entry)))
