"""Sheets, lookups and leaps, on the three databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.conftest import NOON
from tests.domains.currencies.stage import ACTOR, ECB, FIXER, OXR, USUAL, Told, keep, quoted, with_sources
from trunkline.domains.currencies import actions, queries
from trunkline.domains.currencies.model import (
    Hold,
    HoldDecided,
    HoldState,
    PairRate,
    RatePolicy,
    RatesTooOld,
    RateUnknown,
    quotable,
)
from trunkline.domains.currencies.model.ids import RateHoldId, RateSheetId
from trunkline.domains.currencies.ports import RateHistory
from trunkline.infra.journal import event_log
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, NotFound
from trunkline.kernel.page import PageRequest

SQLITE = pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def program(program: Program) -> Program:
    """With sources that are asked, and so with a limit to how old rates may be."""
    return with_sources(program, Told(RatePolicy(order=(OXR, FIXER, ECB), age_max=7 * DAY)))


async def rate(program: Program, source: str, target: str, at: datetime | None = None) -> PairRate:
    async with program.scope(ACTOR, write=False) as scope:
        return await queries.rate_between(scope, quotable(source), quotable(target), at)


async def kinds(program: Program) -> list[str]:
    async with program.database.read() as connection:
        rows = await connection.execute(select(event_log.c.kind).order_by(event_log.c.seq))
        return [kind for kind in rows.scalars() if kind.startswith("rates.")]


async def open_holds(program: Program, state: HoldState | None = HoldState.open) -> list[Hold]:
    async with program.scope(ACTOR, write=False) as scope:
        return list((await queries.holds(scope, PageRequest(), state)).items)


# ------------------------------------------------------------------------------------------------------------------ sheets
async def test_a_sheet_is_kept_once_and_confirmed_again(program: Program, clock: ManualClock) -> None:
    made = await keep(program, quoted(NOON - MINUTE))
    clock.advance(HOUR)
    assert made is not None
    assert await keep(program, quoted(NOON - MINUTE, EUR="0.5")) is None
    async with program.scope(ACTOR, write=False) as scope:
        (kept,) = (await queries.sheets(scope, PageRequest())).items
        assert kept == await queries.sheet(scope, made.id)
        with pytest.raises(NotFound):
            await queries.sheet(scope, RateSheetId("rsh_01h455vb4pex5vsknk084sn02q"))
        assert (await queries.sheets(scope, PageRequest(), ECB)).items == []
    assert (kept.fetched_at, kept.confirmed_at, kept.rates["EUR"]) == (NOON, NOON + HOUR, Decimal("0.85"))
    assert await kinds(program) == ["rates.updated"]


async def test_a_rate_is_crossed_over_the_base_exactly(program: Program) -> None:
    sheet = await keep(program, quoted(NOON - MINUTE))
    found = await rate(program, "EUR", "JPY")
    assert sheet is not None
    assert found.rate == Fraction(15666, 85)
    assert (found.source_rate, found.target_rate, found.base) == (Decimal("0.85"), Decimal("156.66"), "USD")
    assert (found.source, found.sheet_id, found.as_of, found.fetched_at) == (OXR, sheet.id, NOON - MINUTE, NOON)
    assert (found.stale, found.held) == (False, False)


async def test_a_currency_is_itself_without_any_sheet(program: Program) -> None:
    found = await rate(program, "EUR", "EUR")
    assert (found.rate, found.source, found.sheet_id) == (Fraction(1), None, None)


async def test_the_latest_source_that_quotes_both_is_used(program: Program) -> None:
    await keep(program, quoted(NOON - 2 * HOUR, SEK="9.2"))
    await keep(program, quoted(NOON - HOUR, "EUR", {"USD": "1.2"}), FIXER)
    assert (await rate(program, "USD", "EUR")).source is FIXER
    assert (await rate(program, "USD", "SEK")).source is OXR
    with pytest.raises(RateUnknown, match="EUR and BHD"):
        await rate(program, "EUR", "BHD")


async def test_a_rate_is_that_of_the_moment(program: Program, clock: ManualClock) -> None:
    for days in range(4):
        await keep(program, quoted(NOON - (4 - days) * DAY, EUR=f"0.8{days}"))
    assert (await rate(program, "USD", "EUR")).rate == Fraction("0.83")
    assert (await rate(program, "USD", "EUR", NOON - 2 * DAY)).rate == Fraction("0.82")
    assert (await rate(program, "USD", "EUR", NOON - 2 * DAY - MINUTE)).rate == Fraction("0.81")
    with pytest.raises(RateUnknown):
        await rate(program, "USD", "EUR", NOON - 4 * DAY - MINUTE)
    with pytest.raises(Invalid, match="still to come"):
        await rate(program, "USD", "EUR", NOON + MINUTE)


async def test_a_rate_grows_stale_and_is_then_refused(program: Program, clock: ManualClock) -> None:
    await keep(program, quoted(NOON))
    clock.advance(DAY)
    assert not (await rate(program, "USD", "EUR")).stale
    clock.advance(MINUTE)
    with capture_logs() as logs:
        assert (await rate(program, "USD", "EUR")).stale
    assert [(one["event"], one["pair"]) for one in logs] == [("rate_is_stale", "USD/EUR")]
    clock.advance(6 * DAY)
    with pytest.raises(RatesTooOld, match="2026-03-02 12:00 UTC"):
        await rate(program, "USD", "EUR")


# ------------------------------------------------------------------------------------------------------------------- leaps
async def test_a_leap_is_held_and_the_rate_before_goes_on(program: Program, clock: ManualClock) -> None:
    await keep(program, quoted(NOON - 8 * MINUTE))
    leapt = await keep(program, quoted(NOON - 4 * MINUTE, EUR="0.94", JPY="156.7"))
    found = await rate(program, "USD", "EUR")
    assert (found.rate, found.held, found.as_of) == (Fraction("0.85"), True, NOON - 8 * MINUTE)
    other = await rate(program, "USD", "JPY")
    assert (other.rate, other.held, other.as_of) == (Fraction("156.7"), False, NOON - 4 * MINUTE)
    (hold,) = await open_holds(program)
    assert leapt is not None
    assert (hold.currency, hold.rate, hold.previous, hold.sheet_id) == (
        "EUR",
        Decimal("0.94"),
        Decimal("0.85"),
        leapt.id,
    )
    assert (hold.change, hold.previous_as_of) == (Decimal("0.1059"), NOON - 8 * MINUTE)
    # Said again it is the same hold, seen again, in the newer sheet and at the rate that is said now.
    again = await keep(program, quoted(NOON, EUR="0.95"))
    (seen,) = await open_holds(program)
    assert again is not None
    assert (seen.id, seen.rate, seen.sheet_id, seen.found_at) == (hold.id, Decimal("0.95"), again.id, hold.found_at)
    assert await kinds(program) == ["rates.updated", "rates.held", "rates.updated", "rates.held", "rates.updated"]
    clock.advance(7 * DAY)
    with pytest.raises(RatesTooOld):  # it is as old as it is, however new the sheet
        await rate(program, "USD", "EUR", NOON + 7 * DAY - 7 * MINUTE)


async def test_an_accepted_rate_counts_from_then_on(program: Program) -> None:
    await keep(program, quoted(NOON - 8 * MINUTE))
    await keep(program, quoted(NOON - 4 * MINUTE, EUR="1.7"))
    (hold,) = await open_holds(program)
    async with program.scope(ACTOR) as scope:
        decided = await actions.decide_hold(scope, hold.id, accept=True, note="Devalued.")
    assert (decided.state, decided.note, decided.decided_by) == (HoldState.accepted, "Devalued.", ACTOR.name)
    found = await rate(program, "USD", "EUR")
    assert (found.rate, found.held, found.as_of) == (Fraction("1.7"), False, NOON - 4 * MINUTE)
    await keep(program, quoted(NOON, EUR="1.71"))
    assert (await rate(program, "USD", "EUR")).rate == Fraction("1.71")
    assert await open_holds(program) == []
    with pytest.raises(HoldDecided, match="accepted already"):
        async with program.scope(ACTOR) as scope:
            await actions.decide_hold(scope, hold.id, accept=False)
    with pytest.raises(NotFound):
        async with program.scope(ACTOR) as scope:
            await actions.decide_hold(scope, RateHoldId("rhd_01h455vb4pex5vsknk084sn02q"), accept=False)


async def test_a_refused_rate_is_not_asked_about_again(program: Program) -> None:
    await keep(program, quoted(NOON - 12 * MINUTE))
    await keep(program, quoted(NOON - 8 * MINUTE, EUR="8.5"))
    (hold,) = await open_holds(program)
    async with program.scope(ACTOR) as scope:
        await actions.decide_hold(scope, hold.id, accept=False)
    await keep(program, quoted(NOON - 4 * MINUTE, EUR="8.6"))
    assert (await rate(program, "USD", "EUR")).rate == Fraction("0.85")
    assert await open_holds(program) == []
    await keep(program, quoted(NOON, EUR="0.0085"))  # another mistake is another question
    assert [one.rate for one in await open_holds(program)] == [Decimal("0.0085")]


async def decide(program: Program, hold: Hold, *, accept: bool) -> Hold:
    async with program.scope(ACTOR) as scope:
        return await actions.decide_hold(scope, hold.id, accept=accept, seen=hold.rate)


@SQLITE
async def test_a_refusal_counts_until_the_source_came_back(program: Program) -> None:
    await keep(program, quoted(NOON - 16 * MINUTE))
    await keep(program, quoted(NOON - 12 * MINUTE, EUR="1.7"))
    (hold,) = await open_holds(program)
    await decide(program, hold, accept=False)
    await keep(program, quoted(NOON - 8 * MINUTE, EUR="0.86"))
    with pytest.raises(HoldDecided, match="refused already"):  # nothing goes on instead of it any more
        await decide(program, hold, accept=True)
    await keep(program, quoted(NOON - 4 * MINUTE, EUR="1.7"))
    (again,) = await open_holds(program)
    assert (again.previous, again.rate) == (Decimal("0.86"), Decimal("1.7"))


@SQLITE
async def test_a_refused_rate_may_be_accepted_while_the_one_before_goes_on(program: Program) -> None:
    await keep(program, quoted(NOON - 16 * MINUTE))
    await keep(program, quoted(NOON - 12 * MINUTE, EUR="1.7"))
    (hold,) = await open_holds(program)
    await decide(program, hold, accept=False)
    with pytest.raises(HoldDecided, match="refused already"):
        await decide(program, hold, accept=False)
    await keep(program, quoted(NOON - 8 * MINUTE, EUR="1.71"))
    await keep(program, quoted(NOON - 4 * MINUTE, EUR="1.72"), FIXER)
    assert (await rate(program, "USD", "EUR")).rate == Fraction("0.85")
    assert (await decide(program, hold, accept=True)).state is HoldState.accepted
    found = await rate(program, "USD", "EUR")
    # What was refused together with it is not known any more: it counts under its own date.
    assert (found.rate, found.as_of, found.source) == (Fraction("1.7"), NOON - 12 * MINUTE, FIXER)
    await keep(program, quoted(NOON, EUR="1.73"))
    found = await rate(program, "USD", "EUR")
    assert (found.rate, found.held) == (Fraction("1.73"), False)
    assert await open_holds(program) == []


@SQLITE
async def test_a_late_answer_neither_takes_a_hold_over_nor_withdraws_it(program: Program) -> None:
    await keep(program, quoted(NOON - 16 * MINUTE))
    await keep(program, quoted(NOON - 4 * MINUTE, EUR="1.7"))
    (hold,) = await open_holds(program)
    await keep(program, quoted(NOON - 12 * MINUTE, EUR="8.5"), FIXER)
    await keep(program, quoted(NOON - 8 * MINUTE, EUR="0.86"), ECB)
    assert await open_holds(program) == [hold]
    await decide(program, hold, accept=True)
    found = await rate(program, "USD", "EUR")
    assert (found.rate, found.held, found.source) == (Fraction("1.7"), False, OXR)
    # Nor does it ask anew about what newer answers have settled.
    await keep(program, quoted(NOON - 6 * MINUTE, EUR="1.69"), FIXER)
    assert await open_holds(program) == []
    assert (await rate(program, "USD", "EUR")).rate == Fraction("1.7")


async def test_a_rate_that_comes_back_needs_nobody(program: Program) -> None:
    await keep(program, quoted(NOON - 8 * MINUTE))
    await keep(program, quoted(NOON - 4 * MINUTE, EUR="85"))
    await keep(program, quoted(NOON, EUR="0.86"))
    found = await rate(program, "USD", "EUR")
    assert (found.rate, found.held) == (Fraction("0.86"), False)
    assert [one.state for one in await open_holds(program, None)] == [HoldState.withdrawn]
    assert (await kinds(program))[-2:] == ["rates.hold_decided", "rates.updated"]


async def test_an_answer_that_leaves_a_currency_out_lets_no_leap_pass(program: Program) -> None:
    few = {code: one for code, one in USUAL.items() if code != "EUR"}
    await keep(program, quoted(NOON - 7 * DAY, SEK="9.2"))
    await keep(program, quoted(NOON - DAY, EUR="0.86"))
    await keep(program, quoted(NOON - HOUR, "EUR", {"USD": "1.16"}), FIXER)
    await keep(program, quoted(NOON - 8 * MINUTE, rates=few))
    await keep(program, quoted(NOON - 4 * MINUTE, "JPY", {"USD": "0.0064"}), FIXER)
    await keep(program, quoted(NOON, EUR="8.5", SEK="92"))
    held = {one.currency: (one.previous, one.previous_as_of) for one in await open_holds(program)}
    assert held == {
        "EUR": (Decimal("0.862068965517"), NOON - HOUR),  # the last that said it, whoever it was
        "SEK": (Decimal("9.2"), NOON - 7 * DAY),
    }
    assert (await rate(program, "USD", "EUR")).held


async def test_a_source_that_steps_in_is_held_against_the_one_before(program: Program) -> None:
    await keep(program, quoted(NOON - 8 * MINUTE))
    await keep(program, quoted(NOON, "EUR", {"USD": "1.18", "JPY": "250"}), FIXER)
    (hold,) = await open_holds(program)
    assert (hold.source, hold.currency, hold.base) == (FIXER, "JPY", "EUR")
    found = await rate(program, "EUR", "JPY")
    assert (found.source, found.held) == (FIXER, True)
    assert abs(found.rate - Fraction(15666, 85)) < Fraction(1, 10**8)


# ----------------------------------------------------------------------------------------------------------------- history
async def test_the_shipped_history_answers_for_any_day(program: Program) -> None:
    async with program.scope(ACTOR) as scope:
        assert not await queries.history_is_loaded(scope)
        assert await actions.load_history(scope, scope.port(RateHistory)) == 6913
        assert await queries.history_is_loaded(scope)
    friday = await rate(program, "USD", "EUR", datetime(2025, 6, 13, 20, tzinfo=UTC))
    sunday = await rate(program, "USD", "EUR", datetime(2025, 6, 15, 20, tzinfo=UTC))
    assert sunday == friday
    assert (friday.rate, friday.stale) == (1 / Fraction("1.1512"), False)
    assert friday.as_of == datetime(2025, 6, 13, 12, 15, tzinfo=UTC)
    before_it_was_taken = await rate(program, "USD", "EUR", datetime(2025, 6, 13, 12, 14, tzinfo=UTC))
    assert before_it_was_taken.as_of.date() == date(2025, 6, 12)
    assert (await rate(program, "EUR", "EEK", datetime(2010, 12, 31, 20, tzinfo=UTC))).rate == Fraction("15.6466")
    with pytest.raises(RateUnknown):
        await rate(program, "EUR", "EEK", datetime(2011, 1, 3, 20, tzinfo=UTC))
    with pytest.raises(RateUnknown):
        await rate(program, "EUR", "USD", datetime(1998, 12, 31, tzinfo=UTC))
    with pytest.raises(RatesTooOld):
        await rate(program, "EUR", "USD")
    async with program.scope(ACTOR) as scope:
        assert await actions.load_history(scope, scope.port(RateHistory)) == 6913
    async with program.scope(ACTOR, write=False) as scope:
        eur, usd = quotable("EUR"), quotable("USD")
        june = await queries.rate_series(scope, eur, usd, date(2025, 6, 1), date(2025, 6, 30))
        # Twenty-one working days but Whit Monday, which the bank works on.
        assert (len(june), june[0].day, june[0].rate) == (21, date(2025, 6, 2), Fraction("1.1419"))
        assert [one.day for one in june] == sorted(one.day for one in june)
        with pytest.raises(Invalid, match="at most 1100 days"):
            await queries.rate_series(scope, eur, usd, date(2020, 1, 1), date(2025, 1, 1))
        with pytest.raises(Invalid):
            await queries.rate_series(scope, eur, usd, date(2025, 1, 2), date(2025, 1, 1))


async def test_a_day_has_its_last_rate(program: Program) -> None:
    for minutes in (240, 120, 60):
        await keep(program, quoted(NOON - minutes * MINUTE, EUR=f"0.8{minutes // 60}"))
    await keep(program, quoted(NOON - 30 * MINUTE, "EUR", {"USD": "1.2", "SEK": "11"}), FIXER)
    async with program.scope(ACTOR, write=False) as scope:
        points = await queries.rate_series(scope, quotable("USD"), quotable("JPY"), NOON.date(), NOON.date())
        assert [(one.rate, one.source, one.as_of) for one in points] == [(Fraction("156.66"), OXR, NOON - HOUR)]
        points = await queries.rate_series(scope, quotable("EUR"), quotable("USD"), NOON.date(), NOON.date())
        assert [(one.rate, one.source) for one in points] == [(Fraction("1.2"), FIXER)]
