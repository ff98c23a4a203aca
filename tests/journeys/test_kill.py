"""`kill -9` at any moment: what was acknowledged is there, nothing is there twice, and the money agrees with the provider's books.

The moments are drawn from a seed, which a failing test shows; TRUNKLINE_TEST_SEED=… repeats the run.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.domains.billing.stage import Stage, a_call, stage
from tests.engines import Server, database_engines, serve
from tests.factories import make_user
from tests.journeys.doomed import start_doomed
from tests.journeys.installation import ADDRESS, Installation
from tests.journeys.two_companies import unhindered
from trunkline.domains.access import actions as access
from trunkline.domains.access.model import Permission, RoleKey
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage import queries as usages
from trunkline.entrypoints.demo.founding import present_card
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.columns import UtcDateTime
from trunkline.infra.config import Config
from trunkline.infra.db import metadata
from trunkline.infra.migrate import migrate
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.infra.scope import Actor, ActorKind, system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId
from trunkline.providers.simulator import World

SEED = int(os.environ.get("TRUNKLINE_TEST_SEED") or secrets.randbelow(1 << 32))
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEST = system_actor("test")
KILLS = {"sqlite": 6, "postgresql": 2, "mariadb": 2}
# How many statements a whole run makes, roughly: the moments of death are spread over it.
IMPORT_STATEMENTS = 60
INGEST_STATEMENTS = 250
BILL_STATEMENTS = 160
WORK_STATEMENTS = 350
DELAY_MICROSECONDS_MAX = 4000
CALLS = 4500
PAYERS = (
    "pm_card_visa",
    "pm_card_visa",
    "pm_card_mastercard",
    "pm_card_deliveredTwice",
    "pm_card_timesOutAfterCharge",
    "pm_card_timesOutBeforeCharge",
    "pm_card_gatewayOutageTwice",
    "pm_card_visa",
)


@pytest.fixture(scope="module", params=database_engines())
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server]]:
    with serve(request.param) as started:
        yield request.param, started


@dataclass
class Site:
    """An installation, the dice that say when its processes die, and ways to look into it from here."""

    installation: Installation
    kills: int
    dice: random.Random
    log: Path

    @property
    def config(self) -> Config:
        secret = self.installation.environment["TRUNKLINE_SECRET_KEY"].encode()
        return Config(data_dir=self.installation.folder, database_url=self.installation.database_url, secret_key=secret)

    def begin(self, *words: str, statements: int) -> Any:
        """A process that will be killed at some moment of its first `statements` statements."""
        moment = {
            "statement": self.dice.randint(1, statements),
            "microseconds": self.dice.randrange(DELAY_MICROSECONDS_MAX),
        }
        return start_doomed(words, self.installation.environment, self.log, **moment)

    def run_until_killed(self, *words: str, statements: int, seconds_max: float = 30) -> bool:
        """Whether it was killed; a run that was done before has ended well."""
        process = self.begin(*words, statements=statements)
        process.join(seconds_max)
        if process.is_alive():
            process.kill()
            process.join()
        assert process.exitcode in {0, -signal.SIGKILL}, self.log.read_text()[-3000:]
        return bool(process.exitcode)

    @asynccontextmanager
    async def program(self, now: datetime = MARCH) -> AsyncIterator[Program]:
        async with running_program(self.config, clock=ManualClock(now)) as program:
            yield program

    async def rows(self, table: str, *order: str) -> list[dict[str, Any]]:
        async with self.program() as program, program.database.read() as connection:
            chosen = select(metadata.tables[table]).order_by(*(metadata.tables[table].c[name] for name in order))
            return [dict(row) for row in (await connection.execute(chosen)).mappings()]


@pytest.fixture
def site(server: tuple[str, Server], tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    engine, started = server
    print(f"TRUNKLINE_TEST_SEED={SEED}")  # noqa: T201 - shown when the test fails
    installation = Installation(
        tmp_path / "data", started.create_database("killed"), {"TRUNKLINE_LOG_LEVEL": "warning"}
    )
    return Site(installation, KILLS[engine], random.Random(f"{SEED}/{request.node.name}"), tmp_path / "doomed.log")


async def _company(program: Program, name: str = "nordlicht") -> Stage:
    return await stage(program, "full", company=name)


# ------------------------------------------------------------------------------------------------------------- calls import
async def test_an_import_that_is_killed_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    async with site.program() as program:
        await migrate(program.database)
        company = await _company(program)
    file = tmp_path / "Master.csv"
    file.write_text("".join(_record(number, site.dice) for number in range(CALLS)))
    words = ("calls", "import", str(file), "--company", company.company.slug, "--json")
    deaths = sum(site.run_until_killed(*words, statements=IMPORT_STATEMENTS) for _ in range(site.kills))

    last = json.loads(site.installation.run(*words).stdout)
    again = json.loads(site.installation.run(*words).stdout)
    assert (last["rows"], last["accepted"] + last["duplicate"], last["rejected"]) == (CALLS, CALLS, 0)
    assert (again["accepted"], again["duplicate"]) == (0, CALLS)
    stored = [row["external_id"].partition(":")[0] for row in await site.rows("call_record")]
    assert sorted(stored) == sorted(f"1772000000.{number}" for number in range(CALLS))
    await _totals_agree(site, company.company_id, CALLS)
    assert deaths, "no process was killed: IMPORT_STATEMENTS is too large"


def _record(number: int, dice: random.Random) -> str:
    """A line as Asterisk writes it: an answered call of March."""
    start = datetime(2026, 3, 2, 8) + timedelta(seconds=number * 37)  # noqa: DTZ001 - wall-clock time, as in the file
    talked = dice.randint(1, 900)
    times = [f'"{start + timedelta(seconds=after):%Y-%m-%d %H:%M:%S}"' for after in (0, 5, 5 + talked)]
    words = (
        '"bank"',
        '"0401"',
        '"200"',
        '"from-pstn"',
        '"""0401"" <0401>"',
        '"PJSIP/a-1"',
        '"PJSIP/b-1"',
        '"Dial"',
        '"b"',
    )
    ends = (str(5 + talked), str(talked), '"ANSWERED"', '"DOCUMENTATION"', f'"1772000000.{number}"', '""')
    return ",".join((*words, *times, *ends)) + "\n"


# -------------------------------------------------------------------------------------------------------------- HTTP ingest
async def test_what_was_acknowledged_survives_a_server_that_is_killed(site: Site) -> None:
    async with site.program() as program:
        await migrate(program.database)
        company = await _company(program)
        key = await _key(program, company.company_id)
    sender = Sender(key, site.dice)
    deaths = 0
    for _ in range(site.kills):
        process = site.begin("serve", statements=INGEST_STATEMENTS)
        if (address := _address_of(process, site.log)) is not None:
            await sender.send_until_cut_off(address)
        process.join(30)
        assert process.exitcode == -signal.SIGKILL, site.log.read_text()[-3000:]
        site.log.unlink()
        deaths += 1
    with site.installation.serving() as served:
        await sender.send(served.address, batches=5)

    stored = [row["event_id"] for row in await site.rows("usage_event")]
    assert len(stored) == len(set(stored))
    assert sender.acknowledged <= set(stored) <= sender.sent
    assert sender.acknowledged
    await _totals_agree(site, company.company_id, len(stored))
    assert deaths == site.kills


@dataclass
class Sender:
    """Sends batches and single events, four at a time, each until it is acknowledged, and remembers which were."""

    key: str
    dice: random.Random

    def __post_init__(self) -> None:
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self._open: list[list[str]] = []

    async def send_until_cut_off(self, address: str) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                await self.send(address, batches=8)
            except httpx2.TransportError:
                return
        raise AssertionError("the server was not killed: INGEST_STATEMENTS is too large")

    async def send(self, address: str, batches: int) -> None:
        headers = {"Authorization": f"Bearer {self.key}"}
        while len(self._open) < batches:
            self._open.append(self._fresh(self.dice.choice((1, 1, 20, 200))))
        async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=20) as client:
            results = await asyncio.gather(*(self._deliver(client, one) for one in self._open), return_exceptions=True)
        self._open = [one for one, result in zip(self._open, results, strict=True) if result is not None]
        for result in results:
            if result is not None:
                raise result

    async def _deliver(self, client: httpx2.AsyncClient, ids: list[str]) -> None:
        events = [
            {"meter": "calls", "event_id": one, "used_at": "2026-03-02T12:00:00Z", "quantity": "61"} for one in ids
        ]
        answer = await client.post("/api/v1/usage/events", json=events[0] if len(ids) == 1 else {"events": events})
        assert answer.status_code == 200, answer.text
        assert answer.json()["accepted"] + answer.json()["duplicate"] == len(ids)
        self.acknowledged.update(ids)

    def _fresh(self, count: int) -> list[str]:
        ids = [f"evt-{len(self.sent) + n}" for n in range(count)]
        self.sent.update(ids)
        return ids


def _address_of(process: Any, log: Path) -> str | None:
    """Where it listens; None if it was killed before it did."""
    while process.is_alive():
        if log.exists() and (found := ADDRESS.search(log.read_text())):
            return found[1]
        time.sleep(0.02)
    return None


async def _key(program: Program, company_id: CompanyId) -> str:
    async with program.scope(TEST) as scope:
        admin = await make_user(scope, RoleKey.company_admin, company_id=company_id)
    person = Actor(ActorKind.user, admin.id, admin.name)
    async with program.scope(person, company_id=company_id, permissions=frozenset(Permission)) as scope:
        return (await access.create_api_key(scope, "Sender", [Permission.usage_write])).secret


async def _totals_agree(site: Site, company_id: CompanyId, count: int) -> None:
    """The running totals, the raw rows and what was announced say the same."""
    async with site.program() as program, program.scope(TEST, company_id=company_id, write=False) as scope:
        recounted = await usages.recount_totals(scope)
    totals = await site.rows("usage_total")
    assert {(row["subscription_id"], row["price_id"], row["period_start"]) for row in totals} == {
        (key.subscription_id, key.price_id, key.period_start) for key in recounted
    }
    names = ("events", "calls", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
    for name in names:
        assert sum(row[name] for row in totals) == sum(getattr(sums, name) for sums in recounted.values()), name
    assert sum(row["events"] for row in totals) == count
    assert sum(row["events"] for row in await site.rows("usage_daily")) == count
    facts = [row for row in await site.rows("event_log", "seq") if row["kind"] == "usage.recorded"]
    assert sum(row["payload"]["accepted"] for row in facts) == count


# ------------------------------------------------------------------------------------------------------------------ bill run
async def test_a_bill_run_that_is_killed_bills_each_period_once(site: Site) -> None:
    companies = await _companies_with_calls(site, ["pm_card_visa"] * 10)
    words = ("bill", "run", "--through", "2026-04-02", "--json")
    deaths = sum(site.run_until_killed(*words, statements=BILL_STATEMENTS) for _ in range(site.kills))
    site.installation.run(*words)
    assert json.loads(site.installation.run(*words).stdout)["invoices_issued"] == 0
    await _billed_once(site, companies)
    assert deaths, "no process was killed: BILL_STATEMENTS is too large"


async def _companies_with_calls(site: Site, cards: list[str]) -> list[Stage]:
    """Each on a plan with a fee and calls, with a card that behaves as it says and a few calls in March."""
    async with site.program() as opened:
        program = unhindered(opened)
        await migrate(program.database)
        made = []
        for number, card in enumerate(cards):
            one = await _company(program, f"company-{number}")
            await present_card(program, one.company_id, card)
            async with program.scope(TEST, company_id=one.company_id) as scope:
                calls = [a_call(60 + number * 7 + n, MARCH - timedelta(minutes=n)) for n in range(5)]
                assert (await usage.record_calls(scope, "pbx", "calls", calls)).accepted == 5
            made.append(one)
    return made


async def _billed_once(site: Site, companies: list[Stage]) -> None:
    """One invoice per company for its fee and its calls; numbers without a gap; sums that are sums; one fact per invoice."""
    invoices, lines = await site.rows("invoice", "number"), await site.rows("invoice_line", "id")
    assert Counter(row["company_id"] for row in invoices) == Counter(one.company_id for one in companies)
    assert [row["number"] for row in invoices] == [f"TL-2026-{serial:06d}" for serial in range(1, len(companies) + 1)]
    for row in invoices:
        mine = [line for line in lines if line["invoice_id"] == row["id"]]
        assert sum(line["amount_minor"] for line in mine) == row["subtotal_minor"] > 0
        assert row["subtotal_minor"] + sum(line["tax_minor"] for line in mine) == row["total_minor"]
    assert {line["invoice_id"] for line in lines} == {row["id"] for row in invoices}
    periods = await site.rows("billing_period")
    assert {row["invoice_id"] for row in periods} <= {row["id"] for row in invoices} | {None}
    facts = [row["subject"] for row in await site.rows("event_log", "seq") if row["kind"] == "invoice.issued"]
    assert sorted(facts) == sorted(row["id"] for row in invoices)


# ----------------------------------------------------------------------------------------------------------------- collecting
async def test_a_worker_that_is_killed_charges_each_invoice_once(site: Site) -> None:
    companies = await _companies_with_calls(site, list(PAYERS))
    site.installation.run("bill", "run", "--through", "2026-04-02")
    for _ in range(site.kills):
        site.run_until_killed("worker", statements=WORK_STATEMENTS, seconds_max=4)
        await _pass(site, minutes=2)  # leases run out, and attempts count as abandoned
    await _collect_the_rest(site)

    invoices = await site.rows("invoice", "number")
    payments = {row["id"]: row for row in await site.rows("payment")}
    charges = [one for one in World(site.config.data_dir / "simulator.sqlite3").charges() if one.succeeded]
    charged = Counter(payments[one.idempotency_key.rpartition("-")[0]]["invoice_id"] for one in charges)
    assert charged == Counter(row["id"] for row in invoices), "exactly one charge per invoice"
    assert {row["company_id"] for row in invoices} == {one.company_id for one in companies}
    assert {row["state"] for row in invoices} == {"paid"}, "the worker has also billed what has become due since March"
    paid = [row for row in payments.values() if row["state"] == "succeeded"]
    assert Counter(row["invoice_id"] for row in paid) == charged
    assert sum(row["amount_minor"] for row in paid) == sum(one.amount.minor for one in charges)
    assert sum(row["amount_minor"] for row in paid) == sum(row["total_minor"] for row in invoices)
    receipts = await site.rows("receipt", "serial")
    assert [row["serial"] for row in receipts] == list(range(1, len(invoices) + 1))
    assert {row["payment_id"] for row in receipts} == {row["id"] for row in paid}


async def _pass(site: Site, minutes: int) -> None:
    """Let time go by for what waits: everything that is dated moves into the past."""
    async with site.program() as program, program.database.write() as connection:
        for name in ("job", "job_schedule", "payment", "payment_attempt"):
            await _age(connection, metadata.tables[name], timedelta(minutes=minutes))


async def _age(connection: AsyncConnection, table: Table, by: timedelta) -> None:
    dated = [column.name for column in table.c if isinstance(column.type, UtcDateTime)]
    keys = list(table.primary_key.columns)
    for row in (await connection.execute(select(table))).mappings().all():
        older = {name: row[name] - by for name in dated if row[name] is not None}
        await connection.execute(update(table).where(*(key == row[key.name] for key in keys)).values(**older))


async def _collect_the_rest(site: Site) -> None:
    """A worker that lives for half a day, in steps of half an hour: outages, unknown results and abandoned attempts are all resolved."""
    clock = ManualClock(datetime.now(UTC) + timedelta(minutes=5))
    async with running_program(site.config, clock=clock) as opened:
        program = unhindered(opened)
        for _ in range(24):
            await Worker(program).tick()
            await Worker(program).run_until_idle()
            clock.advance(timedelta(minutes=30))
