"""What recording events and recording calls have in common: finding the tariffs, and adding up what turned out to be new."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import store
from trunkline.domains.usage.events import UsageRecorded
from trunkline.domains.usage.model import BATCH_MAX
from trunkline.domains.usage.rules.metering import LocalDays, Metered, Tally
from trunkline.domains.usage.rules.tariffs import Tariffs
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import TooLarge
from trunkline.kernel.period import zone_of
from trunkline.kernel.quantity import from_e4


def refuse_large(count: int) -> None:
    if count > BATCH_MAX:
        raise TooLarge(f"A batch may have {BATCH_MAX} items, this one has {count}; send it in parts.")


async def open_tariffs(scope: Scope) -> tuple[Tariffs, LocalDays]:
    """The company's tariffs and local days, read in this transaction: a subscription of a moment ago counts."""
    zone = zone_of((await tenants.company(scope, scope.company)).zone)
    subscriptions = await marketplace.subscriptions_of(scope, scope.company)
    plan_ids = {phase.plan_id for subscription in subscriptions for phase in subscription.phases}
    plans = {plan_id: await marketplace.plan(scope, plan_id) for plan_id in sorted(plan_ids)}
    return Tariffs(subscriptions, plans, zone), LocalDays(zone)


async def count_new(scope: Scope, rows: Sequence[Metered], duplicates: int) -> None:
    """Add the rows that the database has just accepted to their totals, and announce them as one."""
    if not rows:
        return
    tally = Tally(rows)
    meters = {row.meter for row in rows}
    await store.note_meters(scope, meters)
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
