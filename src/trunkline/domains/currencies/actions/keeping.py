"""Keeping what a source said, leaps aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import structlog

from trunkline.domains.currencies import queries, rules, store
from trunkline.domains.currencies.events import RateHeld, RateHoldDecided, RatesUpdated
from trunkline.domains.currencies.model import Hold, HoldState, Quoted, RatePolicy, Sheet, Source
from trunkline.domains.currencies.model.ids import RateHoldId, RateSheetId
from trunkline.domains.currencies.rules import Leap, Previous
from trunkline.infra.scope import Scope
from trunkline.kernel.money import round_half_up

CHANGE_DIGITS = 4
log = structlog.get_logger("trunkline.currencies")


async def keep_sheet(
    scope: Scope, source: Source, quoted: Quoted, policy: RatePolicy, *, recovered: bool = False
) -> Sheet | None:
    """Keep a source's answer; None when it says what it had said before, which is noted as confirmed.

    A rate that leapt out of the band is held: its last rate from before goes on in the sheet, under its own date.
    """
    if await store.confirm_sheet(scope, source, quoted.as_of):
        return None
    standing = await store.lock_standing_holds(scope)
    judged = rules.judge(quoted, await _before(scope, quoted), policy.band)
    sheet = Sheet(
        id=scope.new_id(RateSheetId),
        source=source,
        base=quoted.base,
        as_of=quoted.as_of,
        fetched_at=scope.machine_now,
        confirmed_at=scope.machine_now,
        rates=judged.rates,
        carried=judged.carried,
    )
    if not await store.insert_sheet(scope, sheet):
        return None
    await _hold(scope, sheet, judged.leaps, standing, policy)
    await _withdraw(scope, quoted, judged.leaps, standing)
    scope.announce(
        RatesUpdated(
            company_id=None,
            subject=sheet.id,
            source=source,
            as_of=quoted.as_of,
            currencies=len(quoted.rates),
            held=tuple(sorted(judged.leaps)),
            recovered=recovered,
        )
    )
    return sheet


async def _before(scope: Scope, quoted: Quoted) -> Callable[[str], Previous | None]:
    """What each currency was: by the newest sheets, and by earlier ones for those that these leave out, or else a gap would let any rate
    pass."""
    newest = rules.previous_in(await queries.newest_sheets(scope, quoted.as_of), quoted)
    missing = [code for code in quoted.rates if newest(code) is None]
    if not missing:
        return newest
    since = quoted.as_of - rules.COMPARABLE_FOR
    sheets = await queries.last_sheets_quoting(scope, quoted.base, missing, since, quoted.as_of)
    earlier = rules.previous_in(sheets, quoted)
    return lambda code: newest(code) or earlier(code)


async def _hold(
    scope: Scope, sheet: Sheet, leaps: Mapping[str, Leap], standing: Mapping[str, Hold], policy: RatePolicy
) -> None:
    for code, leap in await _of_now(scope, sheet, leaps):
        known = standing.get(code)
        held = _held(scope, sheet, code, leap)
        if known is not None and known.state is HoldState.open:
            await _see_again(scope, known, held)
        elif known is not None and _was_refused(known, held, policy):
            continue
        elif await store.insert_hold(scope, held):
            _announce(scope, held)


async def _of_now(scope: Scope, sheet: Sheet, leaps: Mapping[str, Leap]) -> list[tuple[str, Leap]]:
    """Those for which no newer answer counts: to accept one of a late answer would change nothing."""
    if not leaps:
        return []
    sheets = await queries.newest_sheets(scope, scope.machine_now + rules.AHEAD_MAX)
    answering = {code: rules.choose_sheet(sheets, sheet.base, code) or sheet for code in leaps}
    return [(code, leap) for code, leap in leaps.items() if answering[code].as_of <= sheet.as_of]


async def _see_again(scope: Scope, known: Hold, held: Hold) -> None:
    """It waits at the rate that is said now, which whoever decides has to see; what came late says nothing of now."""
    if held.as_of <= known.as_of:
        return
    await store.see_again(scope, replace(held, id=known.id))
    if (held.base, held.rate) != (known.base, known.rate):
        _announce(scope, replace(held, id=known.id))


def _held(scope: Scope, sheet: Sheet, code: str, leap: Leap) -> Hold:
    change = rules.significant(leap.change)
    return Hold(
        id=scope.new_id(RateHoldId),
        source=sheet.source,
        base=sheet.base,
        currency=code,
        sheet_id=sheet.id,
        as_of=sheet.as_of,
        rate=leap.rate,
        previous=leap.previous.rate,
        previous_as_of=leap.previous.as_of,
        change=round_half_up(change, CHANGE_DIGITS),
        found_at=scope.machine_now,
        seen_at=scope.machine_now,
    )


def _was_refused(known: Hold, held: Hold, policy: RatePolicy) -> bool:
    """Whether a human has said no to this very rate, or one near it: asked every few minutes, nobody would look any more. It counts
    while the same rate from before goes on; once the source came back, another leap is another question."""
    is_same = (known.base, known.previous_as_of) == (held.base, held.previous_as_of)
    return is_same and rules.moved(known.rate, held.rate) <= policy.band


def _announce(scope: Scope, held: Hold) -> None:
    log.warning("rate_held", source=held.source.value, currency=held.currency, rate=str(held.rate))
    scope.announce(
        RateHeld(
            company_id=None,
            subject=held.id,
            source=held.source,
            base=held.base,
            currency=held.currency,
            rate=held.rate,
            previous=held.previous,
            change_percent=held.change * 100,
        )
    )


async def _withdraw(scope: Scope, quoted: Quoted, leaps: Mapping[str, Leap], standing: Mapping[str, Hold]) -> None:
    """Rates that came back by themselves, in an answer newer than the one that they leapt in."""
    for code, known in standing.items():
        came_back = known.as_of < quoted.as_of and code in quoted.rates and code not in leaps
        if known.state is HoldState.open and came_back:
            ended = replace(known, state=HoldState.withdrawn, decided_at=scope.machine_now)
            await store.close_hold(scope, ended)
            scope.announce(
                RateHoldDecided(
                    company_id=None,
                    subject=ended.id,
                    source=ended.source,
                    currency=code,
                    rate=ended.rate,
                    state=ended.state.value,
                )
            )
