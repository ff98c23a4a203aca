"""Exchange rates looked up and amounts converted, over the whole shipped history.

A lookup is one statement that steps into the index once per source; it is held against a row read by its key, of which nothing is made.
A conversion is a transaction of its own, with its rate looked up, its row in the log and its fact: held against one that inserts a row.
"""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from sqlalchemy import bindparam, select

from benchmarks.databases import EVERY_ENGINE, empty_database
from benchmarks.outcome import Row, median_ratio
from trunkline.domains.currencies import actions, queries, rules
from trunkline.domains.currencies.model import ConversionWish
from trunkline.domains.currencies.ports import RateHistory
from trunkline.domains.currencies.store import rate_sheet, rate_source
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.db import metadata
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

ENGINES = EVERY_ENGINE
ACTOR = system_actor("benchmark")
ROUNDS, LOOKUPS, CONVERSIONS = 5, 400, 100
PROMISED_LOOKUP, PROMISED_CONVERSION = 0.1, 0.03
FIRST, DAYS = datetime(1999, 1, 5, 12, tzinfo=UTC), 9_800
LAST = datetime(2025, 12, 31, 20, tzinfo=UTC)
EUR, USD, JPY = (Currency.of(code) for code in ("EUR", "USD", "JPY"))


def rows(engine: str) -> list[Row]:
    return asyncio.run(_rows(engine))


async def _rows(engine: str) -> list[Row]:
    with empty_database(engine) as config:
        async with running_program(config) as program:
            async with program.database.write() as connection:
                await connection.run_sync(metadata.create_all)
            return await _measured(engine, program)


async def _measured(engine: str, program: Program) -> list[Row]:
    begun = time.perf_counter()
    async with program.scope(ACTOR) as scope:
        days = await actions.load_history(scope, scope.port(RateHistory))
    loading = time.perf_counter() - begun
    company_id = await _company(program)
    ours, bare, converting, inserting, calculating = [], [], [], [], []
    for number in range(ROUNDS):
        ours.append(await _looking_up(program, number))
        bare.append(await _reading_by_key(program))
        converting.append(await _converting(program, company_id, number))
        inserting.append(await _inserting(program, number))
        calculating.append(_calculating())
    looked, made = sorted(ours)[ROUNDS // 2], sorted(converting)[ROUNDS // 2]
    by_key, by_row = median_ratio(ours, bare), median_ratio(converting, inserting)
    return [
        Row("rates: loading the history", engine, days / loading, "days/s"),
        Row("rates: lookup", engine, looked, "lookups/s", "a read by key", by_key, PROMISED_LOOKUP),
        Row("rates: conversion, logged", engine, made, "conversions/s", "one row", by_row, PROMISED_CONVERSION),
        Row("rates: conversion, in memory", engine, sorted(calculating)[ROUNDS // 2], "conversions/s"),
    ]


async def _company(program: Program) -> CompanyId:
    profile = BillingProfile(legal_name="Nordlicht", email="billing@nordlicht.example", country="DE")
    async with program.scope(ACTOR) as scope:
        made = await tenants.create_company(
            scope, slug="nordlicht", name="Nordlicht", zone="UTC", currency=EUR, billing_profile=profile
        )
    return made.id


async def _looking_up(program: Program, seed: int) -> float:
    chance = random.Random(seed)
    async with program.scope(ACTOR, write=False) as scope:
        begun = time.perf_counter()
        for _ in range(LOOKUPS):
            await queries.rate_between(scope, USD, JPY, FIRST + timedelta(days=chance.randrange(DAYS)))
        return LOOKUPS / (time.perf_counter() - begun)


async def _reading_by_key(program: Program) -> float:
    async with program.database.read() as connection:
        ids = list((await connection.execute(select(rate_sheet.c.id).limit(LOOKUPS))).scalars())
        read = select(rate_sheet).where(rate_sheet.c.id == bindparam("one"))
        begun = time.perf_counter()
        for one in ids:
            await connection.execute(read, {"one": one})
        return len(ids) / (time.perf_counter() - begun)


async def _converting(program: Program, company_id: CompanyId, number: int) -> float:
    begun = time.perf_counter()
    for one in range(CONVERSIONS):
        wish = ConversionWish(operation_key=f"{number}-{one}", amount=Money(10_000 + one, USD), target=EUR, at=LAST)
        async with program.scope(ACTOR, company_id=company_id) as scope:
            await actions.convert(scope, wish)
    return CONVERSIONS / (time.perf_counter() - begun)


async def _inserting(program: Program, number: int) -> float:
    begun = time.perf_counter()
    for one in range(CONVERSIONS):
        row = {"source": f"benchmark-{number}-{one}", "failures": 0, "detail": ""}
        async with program.database.write() as connection:
            await connection.execute(rate_source.insert(), row)
    return CONVERSIONS / (time.perf_counter() - begun)


def _calculating() -> float:
    rate = 1 / Fraction("1.175")
    begun = time.perf_counter()
    for minor in range(20_000):
        rules.converted(Money(minor, USD), rate, EUR)
    return 20_000 / (time.perf_counter() - begun)
