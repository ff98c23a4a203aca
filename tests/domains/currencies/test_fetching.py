"""Rounds of fetching: in order, with pauses after failures, and an outage from beginning to end over real HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import NOON, run_jobs
from tests.domains.currencies.stage import ACTOR, DOWN, ECB, FIXER, OXR, Told, quoted, with_sources
from tests.receiver import Receiver, answer, receiving
from trunkline.domains.currencies import actions, queries
from trunkline.domains.currencies.actions.fetching import NoSources
from trunkline.domains.currencies.jobs import fetch_rates
from trunkline.domains.currencies.model import (
    FailureKind,
    NotQuoted,
    PairRate,
    RatePolicy,
    RatesTooOld,
    Source,
    SourceState,
    quotable,
)
from trunkline.domains.currencies.ports import RateSources
from trunkline.infra.journal import event_log
from trunkline.infra.program import Program
from trunkline.infra.queue import Jobs, Worker
from trunkline.infra.rates_settings import RatesSettings
from trunkline.kernel.clock import ManualClock
from trunkline.providers.exchange_rates import ConnectedRates

MINUTE = timedelta(minutes=1)
POLICY = RatePolicy(order=(OXR, FIXER, ECB), age_max=timedelta(days=7))


@pytest.fixture
def told() -> Told:
    return Told(POLICY)


@pytest.fixture
def program(program: Program, told: Told) -> Program:
    return with_sources(program, told)


async def fetch(program: Program, *, forced: bool = False) -> actions.FetchReport:
    return await actions.fetch_rates(program.begin_as(ACTOR), program.port(RateSources), forced=forced)


async def states(program: Program) -> dict[Source, SourceState]:
    async with program.scope(ACTOR, write=False) as scope:
        return await queries.source_states(scope)


async def facts(program: Program) -> list[tuple[str, dict[str, Any]]]:
    async with program.database.read() as connection:
        rows = await connection.execute(select(event_log).order_by(event_log.c.seq))
        return [(row.kind, row.payload) for row in rows if row.kind.startswith("rates.")]


async def rate(program: Program) -> PairRate:
    async with program.scope(ACTOR, write=False) as scope:
        return await queries.rate_between(scope, quotable("USD"), quotable("EUR"))


async def test_the_first_that_answers_ends_the_round(program: Program, told: Told) -> None:
    told.answers = {FIXER: quoted(NOON - MINUTE, "EUR", {"USD": "1.2"}), ECB: quoted(NOON)}
    report = await fetch(program)
    assert [source for source, _ in report.outcomes] == told.asked == [OXR, FIXER]
    assert report.answered
    assert report.sheet is not None
    assert report.sheet.source is FIXER
    found = await states(program)
    assert (found[OXR].failures, found[OXR].failure, found[OXR].detail) == (1, "unreachable", "It is down.")
    assert (found[FIXER].failures, found[FIXER].answered_at) == (0, NOON)
    assert ECB not in found


async def test_nobody_is_asked_before_it_is_time(program: Program, told: Told, clock: ManualClock) -> None:
    told.answers = {OXR: quoted(NOON - MINUTE)}
    await fetch(program)
    clock.advance(3 * MINUTE)
    assert (await fetch(program)).outcomes == []
    clock.advance(MINUTE)
    told.answers = {OXR: quoted(NOON + 3 * MINUTE)}
    assert (await fetch(program)).sheet is not None
    assert told.asked == [OXR, OXR]


async def test_a_source_that_failed_is_left_alone_and_may_be_forced(
    program: Program, told: Told, clock: ManualClock
) -> None:
    told.answers = {OXR: NotQuoted(FailureKind.refused, "It refuses."), FIXER: quoted(NOON - MINUTE)}
    await fetch(program)
    clock.advance(4 * MINUTE)
    await fetch(program)
    assert told.asked == [OXR, FIXER, FIXER]
    await fetch(program, forced=True)
    assert told.asked[3:] == [OXR, FIXER]
    assert (await states(program))[OXR].failures == 2
    clock.advance(60 * MINUTE)
    told.answers[OXR] = quoted(NOON + 60 * MINUTE)
    await fetch(program)
    assert told.asked[5:] == [OXR]
    assert (await states(program))[OXR] == SourceState(source=OXR, asked_at=clock.now(), answered_at=clock.now())


async def test_rates_of_the_future_are_none(program: Program, told: Told) -> None:
    told.answers = {OXR: quoted(NOON + 6 * MINUTE), FIXER: quoted(NOON + 5 * MINUTE)}
    report = await fetch(program)
    assert report.sheet is not None
    assert report.sheet.source is FIXER
    assert "still to come" in (await states(program))[OXR].detail


async def test_an_outage_is_told_once_and_so_is_its_end(program: Program, told: Told, clock: ManualClock) -> None:
    told.answers = {OXR: quoted(NOON - MINUTE)}
    await fetch(program)
    told.answers = {}
    for _ in range(3):
        clock.advance(60 * MINUTE)
        assert not (await fetch(program)).answered
    told.answers = {ECB: quoted(clock.now() - MINUTE)}
    clock.advance(60 * MINUTE)
    await fetch(program)
    assert [kind for kind, _ in await facts(program)] == ["rates.updated", "rates.fetch_failed", "rates.updated"]
    (_, before), (_, failed), (_, after) = await facts(program)
    assert (before["recovered"], after["recovered"]) == (False, True)
    assert failed == {
        "sources": ["open_exchange_rates", "fixer", "ecb"],
        "detail": DOWN.detail,
        "refused_from": "2026-03-09T11:59:00Z",
    }


async def test_rates_are_fetched_by_the_schedule_within_five_minutes(
    program: Program, told: Told, clock: ManualClock
) -> None:
    worker = Worker(replace(program, jobs=Jobs([fetch_rates])))
    seen: list[timedelta] = []
    for minute in range(14):
        told.answers = {OXR: quoted(clock.now() - timedelta(seconds=20))}
        await worker.tick()
        await worker.run_until_idle()
        if minute > 1:  # a schedule that is new begins with its next minute
            seen.append(clock.now() - (await rate(program)).as_of)
        clock.advance(MINUTE)
    assert len(told.asked) == 4
    assert max(seen) < 5 * MINUTE


async def test_somebody_may_want_them_now(program: Program, told: Told) -> None:
    told.answers = {ECB: quoted(NOON - MINUTE)}
    async with program.scope(ACTOR) as scope:
        assert actions.ask_for_rates(scope) == POLICY.order
    await run_jobs(program)
    assert (await rate(program)).source is ECB
    nobody = with_sources(program, Told())
    async with nobody.scope(ACTOR) as scope:
        with pytest.raises(NoSources, match="TRUNKLINE_RATES_SOURCES"):
            actions.ask_for_rates(scope)
    assert (await fetch(nobody)).outcomes == []


# ------------------------------------------------------------------------------------------------------- the outage drill
CUBE = "<e xmlns='x'><Cube><Cube time='{day}'><Cube currency='USD' rate='{rate}'/></Cube></Cube></e>"


def fixer_says(at: datetime, usd: str) -> bytes:
    told = {"success": True, "timestamp": int(at.timestamp()), "base": "EUR", "rates": {"USD": float(usd)}}
    return answer(200, json.dumps(told))


@pytest.fixture
async def vendor() -> AsyncIterator[Receiver]:
    """Both sources, at one address: a server on this machine."""
    async with receiving() as server:
        yield server


async def test_the_drill_all_sources_fail_until_one_comes_back(
    program: Program, vendor: Receiver, clock: ManualClock
) -> None:
    """Fixer answers, then fails; the bank steps in, then fails too. The last rate goes on, stale, is refused, and all is well again."""
    base = f"http://127.0.0.1:{vendor.port}"
    settings = RatesSettings(
        sources=("fixer", "ecb"), fixer_key="a1b2c3d4", fixer_base=base, ecb_base=base, age_max_days=7
    )
    drilled = with_sources(program, ConnectedRates(settings))

    async def asked_for(minutes: int, *answers: bytes) -> actions.FetchReport:
        clock.advance(minutes * MINUTE)
        vendor.answers = list(answers)
        return await fetch(drilled)

    vendor.answers = [fixer_says(NOON - MINUTE, "1.25")]
    assert (await fetch(drilled)).answered
    assert "access_key=a1b2c3d4" in vendor.heard[-1].line
    assert (await rate(drilled)).rate == 1 / Fraction("1.25")

    report = await asked_for(240, answer(503), answer(200, CUBE.format(day="2026-03-02", rate="1.24")))
    assert [source for source, _ in report.outcomes] == [FIXER, ECB]
    assert (await rate(drilled)).source is ECB

    for _ in range(4):
        assert not (await asked_for(60, answer(503))).answered
    assert not (await rate(drilled)).stale
    assert not (await asked_for(24 * 60, answer(500, "never mind"))).answered
    assert (await rate(drilled)).stale
    assert not (await asked_for(6 * 24 * 60, answer(200, "<html>"), answer(404))).answered
    with pytest.raises(RatesTooOld, match="European Central Bank"):
        await rate(drilled)

    assert (await asked_for(60, fixer_says(clock.now(), "1.5"))).sheet is not None
    found = await rate(drilled)
    assert (found.source, found.stale, found.held) == (FIXER, False, False)
    assert [kind for kind, _ in await facts(program)] == [
        "rates.updated",
        "rates.updated",
        "rates.fetch_failed",
        "rates.updated",
    ]
