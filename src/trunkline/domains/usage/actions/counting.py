"""What recording events and recording calls have in common: finding the tariffs, and adding up what turned out to be new.

Usage that nobody subscribed to is recorded while the company is held by all who record, and rated afterwards while it is held alone
(`waiting`): so whoever rates what was there first finds all that was recorded without its subscription, and nothing is missed between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.queries.stamps import tariff_stamp
from trunkline.domains.tenants import actions as companies
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import store
from trunkline.domains.usage.events import UsageRecorded
from trunkline.domains.usage.model import BATCH_MAX, IngestProblem
from trunkline.domains.usage.rules.metering import LocalDays, Metered
from trunkline.domains.usage.rules.tallying import Tally
from trunkline.domains.usage.rules.tariffs import Tariffs
from trunkline.infra.db import Database
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import TooLarge
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.period import zone_of
from trunkline.kernel.quantity import from_e4

COMPANIES_KEPT_MAX = 10_000

Key = TypeVar("Key")
Item = TypeVar("Item")
# A batch and its measures: what can be counted, by its identity, as (index, item, measure); the indices of repetitions; what is refused.
SortedOut = tuple[dict[Key, tuple[int, Item, Metered]], list[int], list[IngestProblem]]


@dataclass(slots=True)
class _Kept:
    """What is kept between batches. Tariffs are used only while their stamp, asked for in every batch, says that they are right."""

    tariffs: dict[CompanyId, tuple[tuple[object, ...], Tariffs, ZoneInfo]] = field(default_factory=dict)
    meters: set[tuple[CompanyId, str]] = field(default_factory=set)


_kept_of: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


def _kept(scope: Scope) -> _Kept:
    """Per database, and gone with it: a test's next database may use the same ids for other things."""
    return _kept_of.setdefault(scope.program.database, _Kept())


def refuse_large(count: int) -> None:
    if count > BATCH_MAX:
        raise TooLarge(f"A batch may have {BATCH_MAX} items, this one has {count}; send it in parts.")


async def open_tariffs(scope: Scope) -> tuple[Tariffs, LocalDays]:
    """The company's tariffs and local days, as of this transaction: a subscription of a moment ago counts."""
    kept, company = _kept(scope), scope.company
    stamp = await tariff_stamp(scope, company)
    known = kept.tariffs.get(company)
    if known is None or known[0] != stamp:
        if len(kept.tariffs) >= COMPANIES_KEPT_MAX:
            kept.tariffs.clear()
        known = kept.tariffs[company] = (stamp, *await _read_tariffs(scope))
    return known[1], LocalDays(known[2])


async def sorted_out(
    scope: Scope, sort_out: Callable[[Tariffs, LocalDays], SortedOut[Key, Item]]
) -> SortedOut[Key, Item]:
    """What `sort_out` makes of a batch under the tariffs that hold until the end of this transaction for what nobody subscribed to."""
    tariffs, days = await open_tariffs(scope)
    found = sort_out(tariffs, days)
    if all(row.tariff is not None for _, _, row in found[0].values()):
        return found
    await companies.hold_company(scope, shared=True)
    renewed, days = await open_tariffs(scope)
    return found if renewed is tariffs else sort_out(renewed, days)


async def _read_tariffs(scope: Scope) -> tuple[Tariffs, ZoneInfo]:
    zone = zone_of((await tenants.company(scope, scope.company)).zone)
    subscriptions = await marketplace.subscriptions_of(scope, scope.company)
    plan_ids = {phase.plan_id for subscription in subscriptions for phase in subscription.phases}
    plans = await marketplace.plans_by_id(scope, plan_ids) if plan_ids else {}
    return Tariffs(subscriptions, plans, zone), zone


async def note_meters(scope: Scope, meters: set[str]) -> None:
    """Enter names that were not used before. Known is what was found to be there: an entry of our own might be rolled back."""
    kept = _kept(scope)
    for name in sorted(meters):
        if (scope.company, name) not in kept.meters and not await store.note_meter(scope, name):
            kept.meters.add((scope.company, name))


async def count_new(scope: Scope, rows: Sequence[Metered], duplicates: int) -> None:
    """Add the rows that the database has just accepted to their totals, and announce them as one."""
    if not rows:
        return
    tally = Tally(rows)
    meters = {row.meter for row in rows}
    await note_meters(scope, meters)
    await store.add_tally(scope, tally)
    scope.announce(
        UsageRecorded(
            company_id=scope.company,
            subject=scope.company,
            meter=meters.pop() if len(meters) == 1 else None,
            accepted=len(rows),
            duplicate=duplicates,
            calls=tally.whole.calls,
            billable_seconds=tally.whole.billable_seconds,
            amount=amounts_of(tally),
        )
    )


def amounts_of(tally: Tally) -> list[dict[str, object]]:
    """What the calls of the tally were rated at, as facts tell it."""
    return [{"amount": from_e4(tally.amounts_e4[code]), "currency": code} for code in sorted(tally.amounts_e4)]
