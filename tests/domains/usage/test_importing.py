"""A file of calls is imported whole or resumed, never twice, and what is no call is handed back."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import date
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.domains.usage.conftest import TEST, Shop, call
from tests.factories import make_company
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import CallReading, ImportCounts, RejectedRow
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import CompanyId
from trunkline.providers.telephony.asterisk import AsteriskReader

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("TRUNKLINE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
BANK = SHARED / "cdr" / "asterisk" / "Master_derived_bank_feb01-14.csv.gz"


class Lines:
    """A reader that makes a call of every line, and a rejected row of a line that says bad."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow]:
        for number, line in enumerate(stream, 1):
            if line.strip() == b"bad":
                yield RejectedRow(number, "it is bad", "bad")
            elif line.strip() == b"impossible":
                yield CallReading(number, call(number, billable_seconds=9_999))
            else:
                yield CallReading(number, call(number, seconds=number % 60))


class Importing:
    def __init__(self, program: Program, shop: Shop) -> None:
        self.program, self.shop = program, shop
        self.rejected: list[RejectedRow] = []
        self.progress: list[int] = []

    async def run(self, lines: list[str]) -> ImportCounts:
        return await actions.import_calls(
            self.program.begin_as(TEST),
            Lines(),
            io.BytesIO("\n".join(lines).encode()),
            company_id=self.shop.company_id,
            source="lines",
            meter="calls",
            rejected=self.rejected.append,
            progress=lambda counts: self.progress.append(counts.rows),
        )


async def kept(program: Program) -> tuple[int, int]:
    """How many calls, and what they were rated at."""
    table = store.call_record
    async with program.database.read() as connection:
        row = (await connection.execute(select(func.count(), func.sum(table.c.amount_e4)).select_from(table))).one()
    return int(row[0]), int(row[1] or 0)


async def test_chunks_are_committed_and_counted(program: Program, shop: Shop) -> None:
    importing = Importing(program, shop)
    lines = ["ok"] * 2500
    lines[10], lines[1500] = "bad", "impossible"
    assert await importing.run(lines) == ImportCounts(accepted=2498, duplicate=0, rejected=2)
    assert importing.progress == [1000, 2000, 2500]
    assert importing.rejected == [
        RejectedRow(11, "it is bad", "bad"),
        RejectedRow(1501, "0 ≤ billable_seconds ≤ duration_seconds ≤ one year must hold.", "call-1501"),
    ]
    assert (await kept(program))[0] == 2498


async def test_an_import_that_was_interrupted_is_started_again(program: Program, shop: Shop) -> None:
    importing = Importing(program, shop)
    await importing.run(["ok"] * 1300)
    assert await importing.run(["ok"] * 2500) == ImportCounts(accepted=1200, duplicate=1300, rejected=0)
    before = await kept(program)
    assert await importing.run(["ok"] * 2500) == ImportCounts(accepted=0, duplicate=2500, rejected=0)
    assert await kept(program) == before


async def test_a_chunk_in_somebodys_way_is_tried_again(program: Program, shop: Shop) -> None:
    begin, refusals = program.begin_as(TEST), 2

    def begin_reluctantly(
        company_id: CompanyId | None = None, *, write: bool = True
    ) -> AbstractAsyncContextManager[Scope]:
        nonlocal refusals
        if write and refusals:
            refusals -= 1
            raise Unavailable("Two changes were in each other's way.")
        return begin(company_id, write=write)

    counts = await actions.import_calls(
        begin_reluctantly,
        Lines(),
        io.BytesIO(b"ok\nok"),
        company_id=shop.company_id,
        source="lines",
        meter="calls",
    )
    assert (counts.accepted, refusals, (await kept(program))[0]) == (2, 0, 2)


@pytest.mark.skipif(not BANK.is_file(), reason=f"the shared call records are not at {BANK}")
async def test_two_weeks_of_a_bank_come_in_once_and_on_their_days(program: Program) -> None:
    """Unrated, because nobody had subscribed in 1999; counted to the second all the same. The file's zone is the company's."""
    async with program.scope(TEST) as scope:
        company_id = (await make_company(scope, "bank", zone="Asia/Jerusalem")).id
    rejected: list[RejectedRow] = []
    for expected in (ImportCounts(accepted=17_456), ImportCounts(duplicate=17_456)):
        with BANK.open("rb") as stream:
            counts = await actions.import_calls(
                program.begin_as(TEST),
                AsteriskReader(),
                stream,
                company_id=company_id,
                source="asterisk",
                meter="calls",
                rejected=rejected.append,
            )
        assert counts == expected
    assert rejected == []
    table = store.call_record.c
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        summed = select(func.sum(table.duration_seconds), func.sum(table.billable_seconds))
        assert tuple(map(int, (await scope.tx.execute(summed)).one())) == (3_193_047, 2_403_563)
        days = await queries.daily_usage(scope, date(1999, 1, 1), date(1999, 12, 31))
    expected_days = json.loads(BANK.with_suffix("").with_suffix(".totals.json").read_text())["by_start_date"]
    assert {day.day.isoformat(): {"calls": day.calls, "billsec": day.billable_seconds} for day in days} == expected_days
    assert sum(day.answered for day in days) == 14_364
