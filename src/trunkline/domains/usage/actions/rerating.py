"""Letting usage count under another price than so far, page by page, each in a transaction that holds the company alone.

What has moved is not found again, so that a walk that was cut off goes on when it is started anew, and one that is started twice does
nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from trunkline.domains.tenants import actions as companies
from trunkline.domains.usage import store
from trunkline.domains.usage.actions.standing import known_tariffs, let_stand
from trunkline.domains.usage.model import Cause, Standing, UsageForm
from trunkline.domains.usage.rules.corrections import KnownTariffs, key_of, total_of
from trunkline.domains.usage.rules.measuring import Unmeasurable
from trunkline.domains.usage.rules.metering import LocalDays, Metered, metered_again
from trunkline.domains.usage.rules.tariffs import Tariff, Tariffs
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PriceId

# Under what a standing is to count; None: it stays where it is.
Choose = Callable[[Standing, KnownTariffs, Tariffs], Tariff | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How far the walk through one form is: through what counts under `price_ids`, or (None) was corrected and is rated by nobody."""

    form: UsageForm
    meters: frozenset[str]
    price_ids: frozenset[PriceId] | None
    since: datetime
    cause: Cause
    reason: str
    after: tuple[str, str] | None = None
    is_over: bool = False


async def walk_on(scope: Scope, walk: Walk, choose: Choose, size: int) -> tuple[Walk, int]:
    """The next page; returns how many of it have moved. A walk out of totals ends with `read_totals_anew`."""
    await companies.hold_company(scope)
    page = await store.standings_under(scope, walk.form, walk.meters, walk.price_ids, walk.since, walk.after, size)
    known, tariffs, days = await known_tariffs(scope, page)
    made = [
        store.NewCorrection(one, one.told, row, walk.cause, walk.reason)
        for one in page
        if (row := _moved(one, choose(one, known, tariffs), days)) is not None
    ]
    await let_stand(scope, made, known, days, walk.cause, is_page=True)
    last = (page[-1].source, page[-1].identity) if page else None
    return replace(walk, after=last, is_over=len(page) < size), len(made)


def tariff_of_now(one: Standing, known: KnownTariffs, tariffs: Tariffs) -> Tariff | None:
    """Under what usage of that moment would be rated if it were told now."""
    return tariffs.at(one.meter, one.used_at)


def _moved(one: Standing, tariff: Tariff | None, days: LocalDays) -> Metered | None:
    """Its measure there; None where it is there already, and where that price cannot measure it."""
    if tariff is None or total_of(tariff) == key_of(one):
        return None
    try:
        return metered_again(one.as_told_now(), tariff, days.of(one.used_at))
    except Unmeasurable:
        return None
