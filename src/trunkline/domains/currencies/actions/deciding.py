"""What a human makes of a rate that leapt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trunkline.domains.currencies import queries, rules, store
from trunkline.domains.currencies.events import RateHoldDecided
from trunkline.domains.currencies.model import Hold, HoldChanged, HoldDecided, HoldState, Sheet
from trunkline.domains.currencies.model.ids import RateHoldId
from trunkline.infra.scope import Scope


async def decide_hold(
    scope: Scope, hold_id: RateHoldId, *, accept: bool, seen: Decimal | None = None, note: str = ""
) -> Hold:
    """Accepted, the rate counts from the sheet on in which it was said last. Refused, the rate from before goes on, also when the
    source says the same again; for as long as it does, the refused rate may still be accepted. `seen` is the rate that the decision is
    about. What was converted meanwhile stays as it was. Raises `NotFound`, `HoldDecided`, and `HoldChanged` where it is not `seen`.
    """
    standing = await store.lock_standing_holds(scope)
    held = next((one for one in standing.values() if one.id == hold_id), None)
    carrying = await _carrying(scope, held) if held is not None and accept else []
    if held is None or not (held.state is HoldState.open or carrying):
        known = await queries.hold(scope, hold_id)
        raise HoldDecided(f"The rate of {known.currency} is {known.state.value} already; nothing was changed.")
    if seen is not None and seen != held.rate:
        raise HoldChanged(
            f"1 {held.base} is said to be {held.rate:f} {held.currency} by now, and not {seen:f}; nothing was decided. Decide about that.",
            extra={"rate": format(held.rate, "f")},
        )
    state = HoldState.accepted if accept else HoldState.refused
    decided = replace(held, state=state, decided_at=scope.machine_now, decided_by=scope.actor.name[:200], note=note)
    await store.close_hold(scope, decided)
    if accept:
        await _put_in_force(scope, held, carrying)
    scope.announce(
        RateHoldDecided(
            company_id=None,
            subject=held.id,
            source=held.source,
            currency=held.currency,
            rate=held.rate,
            state=state.value,
        )
    )
    return decided


async def _carrying(scope: Scope, held: Hold) -> list[Sheet]:
    """The sheets in force that go on with the rate from before it; none where the one that answers for the currency does not."""
    sheets = await queries.newest_sheets(scope, scope.machine_now + rules.AHEAD_MAX)
    answering = rules.choose_sheet(sheets, held.base, held.currency)
    if answering is None or not _carries(answering, held):
        return []
    return [one for one in sheets if _carries(one, held)]


def _carries(sheet: Sheet, held: Hold) -> bool:
    since = sheet.carried.get(held.currency)
    return sheet.base == held.base and sheet.as_of >= held.as_of and since == held.previous_as_of


async def _put_in_force(scope: Scope, held: Hold, carrying: list[Sheet]) -> None:
    """In its own sheet, and under its own date in later ones: what they said was refused together with it, and is not known any more."""
    await store.replace_rate(scope, held.sheet_id, held.currency, held.rate)
    for sheet in carrying:
        if sheet.id != held.sheet_id:
            await store.replace_rate(scope, sheet.id, held.currency, held.rate, carried_from=held.as_of)
