"""What recording events and recording calls have in common: finding the tariffs, and adding up what turned out to be new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.queries.stamps import tariff_stamp
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import store
from trunkline.domains.usage.events import UsageRecorded
from trunkline.domains.usage.model import BATCH_MAX
from trunkline.domains.usage.rules.metering import LocalDays, Metered, Tally
from trunkline.domains.usage.rules.tariffs import Tariffs
from trunkline.infra.db import Database
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import TooLarge
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.period import zone_of
from trunkline.kernel.quantity import from_e4

COMPANIES_KEPT_MAX = 10_000


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


async def _read_tariffs(scope: Scope) -> tuple[Tariffs, ZoneInfo]:
    zone = zone_of((await tenants.company(scope, scope.company)).zone)
    subscriptions = await marketplace.subscriptions_of(scope, scope.company)
    plan_ids = {phase.plan_id for subscription in subscriptions for phase in subscription.phases}
    plans = await marketplace.plans_by_id(scope, plan_ids) if plan_ids else {}
    return Tariffs(subscriptions, plans, zone), zone


async def _note_meters(scope: Scope, meters: set[str]) -> None:
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
    await _note_meters(scope, meters)
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
            amount=[{"amount": from_e4(tally.amounts_e4[code]), "currency": code} for code in sorted(tally.amounts_e4)],
        )
    )
