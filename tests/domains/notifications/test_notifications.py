"""Who is told what, once, and what counts as read: on real databases, through the real journal and jobs."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from tests.conftest import run_jobs
from tests.factories import make_company
from trunkline.domains.billing.events import InvoiceIssued, InvoicePastDue
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.model import Level, Notification, Words
from trunkline.domains.tenants import queries as tenants
from trunkline.entrypoints.http import build_app
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.queue import JobDied
from trunkline.infra.scope import Actor, ActorKind, system_actor
from trunkline.infra.web import Identity
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, InvoiceId, JobId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest

DUE = Money(11900, Currency.of("EUR"))
READER = Actor(ActorKind.user, "usr_reader", "Reader")
OTHER = Actor(ActorKind.user, "usr_other", "Other")
FINANCE = frozenset({"notifications.read", "invoices.read"})


async def _company(program: Program, slug: str = "nordlicht") -> CompanyId:
    async with program.scope(system_actor("test")) as scope:
        company_id = (await make_company(scope, slug)).id
    await run_jobs(program)
    return company_id


async def _announce_issued(program: Program, company_id: CompanyId, number: str = "TL-1") -> None:
    async with program.scope(system_actor("test"), company_id=company_id) as scope:
        invoice_id = scope.new_id(InvoiceId)
        due_at = scope.now + timedelta(days=14)
        scope.announce(
            InvoiceIssued(company_id=company_id, subject=invoice_id, number=number, total=DUE, due_at=due_at)
        )


async def _told(
    program: Program,
    company_id: CompanyId | None,
    *,
    reader: Actor = READER,
    permissions: frozenset[str] = FINANCE,
    unread: bool = False,
) -> list[Notification]:
    async with program.scope(reader, company_id=company_id, permissions=permissions, write=False) as scope:
        return list((await queries.notifications(scope, PageRequest(), unread=unread)).items)


async def _unread(program: Program, company_id: CompanyId, reader: Actor = READER) -> int:
    async with program.scope(reader, company_id=company_id, permissions=FINANCE, write=False) as scope:
        return await queries.unread_count(scope)


async def test_a_fact_is_told_to_its_company(program: Program) -> None:
    company_id = await _company(program)
    await _announce_issued(program, company_id)
    await run_jobs(program)
    (told,) = await _told(program, company_id)
    assert (told.level, told.title, told.read) == (Level.info, "Invoice TL-1 over 119.00 EUR", False)
    assert told.body == "It is due on 2026-03-16."


async def test_another_company_is_told_nothing(program: Program) -> None:
    company_id, stranger = await _company(program), await _company(program, "suedwind")
    await _announce_issued(program, company_id)
    await run_jobs(program)
    assert await _told(program, stranger) == []


async def test_who_may_not_hear_the_fact_is_not_told(program: Program) -> None:
    company_id = await _company(program)
    await _announce_issued(program, company_id)
    await run_jobs(program)
    assert await _told(program, company_id, permissions=frozenset({"notifications.read"})) == []


async def test_the_operator_and_the_company_are_told_in_words_of_their_own(program: Program) -> None:
    company_id = await _company(program)
    async with program.scope(system_actor("test"), company_id=company_id) as scope:
        subject = scope.new_id(InvoiceId)
        scope.announce(InvoicePastDue(company_id=company_id, subject=subject, number="TL-1", due=DUE, due_at=scope.now))
    await run_jobs(program)
    (told,) = await _told(program, company_id)
    assert (told.title, told.level) == ("Invoice TL-1 is past due", Level.warning)
    (operator,) = await _told(program, None)
    assert operator.title == "Nordlicht: invoice TL-1 is past due"
    assert [fact.kind for fact in await _facts(program, company_id)][-1] == "notification.created"
    assert [fact.kind for fact in await _facts(program, None)] == [
        "notification.created"
    ] * 2  # also of the new company


async def test_a_dead_job_is_told_to_the_operator_alone(program: Program) -> None:
    company_id = await _company(program)
    died = _dead_job(program, company_id)
    async with program.scope(system_actor("test"), company_id=company_id) as scope:
        scope.announce(died)
    await run_jobs(program)
    everything = frozenset({"*"})
    assert await _told(program, company_id, permissions=everything) == []
    newest, *_ = await _told(program, None, permissions=everything)
    assert (newest.title, newest.level) == ("The job billing.run failed for good", Level.error)


def _dead_job(program: Program, company_id: CompanyId) -> Fact:
    subject = JobId.new(program.clock.now(), program.entropy)
    return JobDied(company_id=company_id, subject=subject, job_kind="billing.run", attempts=8, error="Boom")


async def test_a_fact_is_told_once_however_often_its_job_runs(program: Program) -> None:
    company_id = await _company(program)
    await _announce_issued(program, company_id)
    await run_jobs(program)
    (told,) = await _told(program, company_id)
    words = Words(told.level, told.title, told.body, told.link, told.audience)
    (issued,) = [fact for fact in await _facts(program, company_id) if fact.kind == "invoice.issued"]
    async with program.scope(system_actor("test"), company_id=company_id) as scope:
        await actions.notify(scope, issued.id, issued.kind, words)
    assert len(await _told(program, company_id)) == 1
    assert [fact.kind for fact in await _facts(program, company_id)].count("notification.created") == 1


async def test_reading_is_each_readers_own_affair(program: Program, clock: ManualClock) -> None:
    company_id = await _company(program)
    for number in ("TL-1", "TL-2", "TL-3"):
        await _announce_issued(program, company_id, number)
        await run_jobs(program)
        clock.advance(timedelta(seconds=1))
    newest, middle, oldest = await _told(program, company_id)
    async with program.scope(READER, company_id=company_id, permissions=FINANCE) as scope:
        assert await actions.read_through(scope, middle.id) == 1
        assert await actions.read_through(scope, middle.id) == 1  # a second time changes nothing
    assert [one.read for one in await _told(program, company_id)] == [False, True, True]
    assert [one.id for one in await _told(program, company_id, unread=True)] == [newest.id]
    assert await _unread(program, company_id, OTHER) == 3
    async with program.scope(OTHER, company_id=company_id, permissions=FINANCE) as scope:
        assert await actions.read_these(scope, [oldest.id]) == 2


async def test_nobody_reads_for_another_company(program: Program) -> None:
    company_id, stranger = await _company(program), await _company(program, "suedwind")
    await _announce_issued(program, company_id)
    await run_jobs(program)
    (told,) = await _told(program, company_id)
    async with program.scope(READER, company_id=stranger, permissions=FINANCE) as scope:
        await actions.read_these(scope, [told.id])
    assert await _unread(program, company_id) == 1


async def test_what_is_older_than_30_days_counts_as_read(program: Program, clock: ManualClock) -> None:
    company_id = await _company(program)
    await _announce_issued(program, company_id)
    await run_jobs(program)
    clock.advance(timedelta(days=30))
    assert await _unread(program, company_id) == 0
    assert [one.read for one in await _told(program, company_id)] == [True]


@pytest.fixture
async def as_finance(program: Program) -> httpx2.AsyncClient:
    """A client that is signed in as somebody of the first company."""
    company_id = await _company(program)
    app = build_app(program)

    async def authenticate(request: object) -> Identity:
        return Identity(READER, company_id, FINANCE, 1)

    app.state.authenticate = authenticate
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://testserver/api/v1")


async def test_the_routes(program: Program, as_finance: httpx2.AsyncClient) -> None:
    company_id = await _first_company(program)
    await _announce_issued(program, company_id)
    await run_jobs(program)
    async with as_finance as client:
        listed = (await client.get("/notifications")).json()
        (item,) = listed["items"]
        assert (item["kind"], item["level"], item["read"]) == ("invoice.issued", "info", False)
        assert item["created_at"].endswith("Z")
        assert (await client.get("/notifications/unread-count")).json() == {"count": 1}
        refused = await client.post("/notifications/read", json={"ids": [item["id"]], "through_id": item["id"]})
        assert refused.status_code == 422
        read = await client.post("/notifications/read", json={"through_id": item["id"]})
        assert (read.status_code, read.json()) == (200, {"count": 0})
        assert (await client.get("/notifications?unread=true")).json()["items"] == []


async def _first_company(program: Program) -> CompanyId:
    async with program.scope(system_actor("test"), write=False) as scope:
        return (await tenants.companies(scope, PageRequest())).items[0].id


async def _facts(program: Program, company_id: CompanyId | None) -> list[journal.Entry]:
    async with program.database.read() as connection:
        return await journal.read_range(connection, journal.stream_of(company_id), 0, 100)
