"""Conversions: once per operation, however many ask, on the three databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import NOON, second_program
from tests.domains.currencies.stage import ACTOR, OXR, Told, keep, quoted, with_sources
from tests.factories import make_company, make_profile
from trunkline.domains.currencies import actions, queries, store
from trunkline.domains.currencies.model import (
    Conversion,
    ConversionWish,
    OperationKeyUsed,
    RatePolicy,
    RatesTooOld,
    RateUnknown,
)
from trunkline.domains.currencies.model.ids import ConversionId
from trunkline.domains.tenants.actions import create_company
from trunkline.infra.config import Config
from trunkline.infra.journal import event_log
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest

MINUTE = timedelta(minutes=1)
EUR, USD, JPY = (Currency.of(code) for code in ("EUR", "USD", "JPY"))
WISH = ConversionWish(operation_key="order-1", amount=Money(10001, USD), target=EUR)
SOURCES = Told(RatePolicy(order=(OXR,), age_max=timedelta(days=7)))


@pytest.fixture
def program(program: Program) -> Program:
    return with_sources(program, SOURCES)


@pytest.fixture
async def company(program: Program) -> CompanyId:
    await keep(program, quoted(NOON - MINUTE, EUR="0.855"))
    async with program.scope(ACTOR) as scope:
        return (await make_company(scope)).id


async def convert(program: Program, company_id: CompanyId, wish: ConversionWish = WISH) -> Conversion:
    async with program.scope(ACTOR, company_id=company_id) as scope:
        return await actions.convert(scope, wish)


async def rows(program: Program) -> tuple[int, int]:
    """How many conversions there are, and how many were told of."""
    async with program.database.read() as connection:
        logged = await connection.scalar(select(func.count()).select_from(store.conversion_log))
        told = select(func.count()).select_from(event_log).where(event_log.c.kind == "conversion.made")
        return logged or 0, await connection.scalar(told) or 0


async def test_a_conversion_is_logged_with_its_rate_source_and_day(program: Program, company: CompanyId) -> None:
    made = await convert(program, company)
    assert (made.amount, made.converted, made.exact) == (Money(10001, USD), Money(8551, EUR), Decimal("85.5086"))
    assert (made.source, made.base, made.source_rate, made.target_rate) == (OXR, "USD", Decimal(1), Decimal("0.855"))
    assert (made.as_of, made.converted_at, made.asked_at) == (NOON - MINUTE, NOON, None)
    assert (made.stale, made.held, made.actor) == (False, False, ACTOR.id)
    async with program.scope(ACTOR, company_id=company, write=False) as scope:
        assert await queries.conversion(scope, made.id) == made
        assert list((await queries.conversions(scope, PageRequest())).items) == [made]
    assert await rows(program) == (1, 1)


async def test_the_same_operation_is_answered_as_it_was(
    program: Program, company: CompanyId, clock: ManualClock
) -> None:
    made = await convert(program, company)
    await keep(program, quoted(NOON, EUR="0.9"))
    clock.advance(timedelta(days=400))
    assert await convert(program, company) == made
    with pytest.raises(RatesTooOld):
        await convert(program, company, replace(WISH, operation_key="order-2"))
    assert await rows(program) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        replace(WISH, amount=Money(10002, USD)),
        replace(WISH, amount=Money(10001, JPY)),
        replace(WISH, target=JPY),
        replace(WISH, at=NOON - MINUTE),
    ],
)
async def test_another_question_under_the_key_is_refused(
    program: Program, company: CompanyId, other: ConversionWish
) -> None:
    await convert(program, company)
    with pytest.raises(OperationKeyUsed, match=r"has converted 100\.01 USD to EUR"):
        await convert(program, company, other)
    assert await rows(program) == (1, 1)


async def test_a_key_is_the_companys_own(program: Program, company: CompanyId) -> None:
    async with program.scope(ACTOR) as scope:
        other = (await make_company(scope, "other")).id
    mine, theirs = await convert(program, company), await convert(program, other)
    assert mine.id != theirs.id
    async with program.scope(ACTOR, company_id=company, write=False) as scope:
        with pytest.raises(NotFound):
            await queries.conversion(scope, theirs.id)
        with pytest.raises(NotFound):
            await queries.conversion(scope, ConversionId("cnv_01h455vb4pex5vsknk084sn02q"))
        assert [one.id for one in (await queries.conversions(scope, PageRequest())).items] == [mine.id]
    async with program.scope(ACTOR, write=False) as scope:
        first = await queries.conversions(scope, PageRequest(1))
        second = await queries.conversions(scope, PageRequest(1, first.next_position))
    assert {one.id for one in (*first.items, *second.items)} == {mine.id, theirs.id}


async def test_what_cannot_be_converted_leaves_no_trace(program: Program, company: CompanyId) -> None:
    with pytest.raises(RateUnknown):
        await convert(program, company, replace(WISH, target=Currency.of("BHD")))
    assert await rows(program) == (0, 0)
    assert (await convert(program, company)).converted == Money(8551, EUR), "the key is still free"


async def test_the_rate_of_a_moment_and_of_no_other(program: Program, company: CompanyId) -> None:
    await keep(program, quoted(NOON, EUR="0.9"))
    made = await convert(program, company, replace(WISH, at=NOON - MINUTE))
    assert (made.converted, made.asked_at) == (Money(8551, EUR), NOON - MINUTE)
    assert await convert(program, company, replace(WISH, at=NOON - MINUTE)) == made
    same = await convert(program, company, ConversionWish(operation_key="none", amount=Money(5, EUR), target=EUR))
    assert (same.converted, same.source, same.sheet_id, same.rate) == (Money(5, EUR), None, None, Fraction(1))


@pytest.mark.parametrize(("years", "converted"), [(-1, 8000), (2, 8550)])
async def test_a_company_with_a_clock_of_its_own_has_the_rates_of_its_time(
    program: Program, company: CompanyId, years: int, converted: int
) -> None:
    """And where its time is still to come, those of today: nobody knows others."""
    theirs = NOON + timedelta(days=365 * years)
    await keep(program, quoted(NOON - timedelta(days=366), EUR="0.8"))
    async with program.scope(ACTOR) as scope:
        made = await create_company(
            scope, slug="test", name="T", zone="UTC", currency=EUR, billing_profile=make_profile(), test_clock=theirs
        )
    done = await convert(program, made.id, replace(WISH, amount=Money(10000, USD)))
    assert (done.converted, done.converted_at) == (Money(converted, EUR), theirs)


@pytest.fixture
async def workers(program: Program, config: Config, clock: ManualClock, tmp_path: Path) -> AsyncIterator[list[Program]]:
    """Two processes' views of the database."""
    async with second_program(config, clock, tmp_path / "second") as other:
        yield [program, with_sources(other, SOURCES)]


async def test_workers_side_by_side_convert_once(workers: list[Program], company: CompanyId) -> None:
    """Twelve ask at once, of two processes: one row, one fact, one answer."""
    found = await asyncio.gather(*(convert(workers[n % 2], company) for n in range(12)))
    assert len({one.id for one in found}) == 1
    assert await rows(workers[0]) == (1, 1)


async def test_workers_with_two_questions_agree_on_one(workers: list[Program], company: CompanyId) -> None:
    wishes = [WISH if n % 2 else replace(WISH, amount=Money(5, USD)) for n in range(8)]
    found = await asyncio.gather(
        *(convert(workers[n // 4], company, wish) for n, wish in enumerate(wishes)), return_exceptions=True
    )
    made = [one for one in found if isinstance(one, Conversion)]
    refused = [one for one in found if isinstance(one, OperationKeyUsed)]
    assert (len(made), len(refused)) == (4, 4)
    assert len({one.id for one in made}) == 1
    assert await rows(workers[0]) == (1, 1)
