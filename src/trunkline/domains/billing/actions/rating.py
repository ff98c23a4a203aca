"""Loading what a company owes: its subscriptions, what was billed, what was used, and the charges that the rules make of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.model import PARTLY, BilledPeriod, Charge, PeriodKey
from trunkline.domains.billing.rules import (
    AHEAD_MAX,
    Billable,
    ServicePeriod,
    begins_there,
    commitment_charges,
    end_of_day,
    has_levels,
    is_due,
    is_ripe,
    licence_charges,
    over_by,
    ripe_on,
    service_periods,
    stranded_period,
    timings_of,
    usage_charges,
    with_levels,
)
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Timing
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import queries as usage
from trunkline.domains.usage.model import UsageTotal
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency
from trunkline.kernel.period import zone_of

LAST = datetime(9999, 1, 1, tzinfo=UTC)  # of all periods, also those that run

TotalsOf = dict[PeriodKey, list[UsageTotal]]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One period to bill, or to bill again, and what it costs as far as is known now. Without a service period: it is covered no more.

    `totals` are the usage that it takes into account, as read. `draft_until`: the local day with which its grace is over, None: it is.
    `carries`: usage has come in and there are levels, which go on in the periods after it.
    """

    key: PeriodKey
    record: BilledPeriod
    was_billed: bool
    charges: Sequence[Charge]
    currency: Currency
    totals: Sequence[UsageTotal] = ()
    draft_until: date | None = None
    carries: bool = False


@dataclass(slots=True)
class Rated:
    """What a run has to settle for a company."""

    assessments: list[Assessment] = field(default_factory=list)

    @property
    def totals(self) -> list[UsageTotal]:
        """The usage that it takes into account, as read."""
        return [total for one in self.assessments for total in one.totals]


async def rate_company(
    scope: Scope, company: Company, through: date, catalogue: Catalogue, grace_days: int = 0
) -> Rated:
    """Rate what is due through `through`, what was rated by phases that have changed since, and what late usage has changed."""
    zone = zone_of(company.zone)
    billables = await billables_of(scope, company, zone, catalogue)
    billed = await store.billed_periods(scope)
    periods = _known_periods(billables, through, zone)
    end = over_by(through, zone, scope.now)
    fresh = await usage.unbooked_totals(scope, company.id, LAST)
    unbooked = _over_at(end, fresh, periods)
    rated = Rated()
    for key, (billable, period) in periods.items():
        before = billed.get(key)
        due = is_due(period, key.timing, through, end)
        if _is_open(period, before, due=due, late=_is_late(key, billable, unbooked)):
            totals = await _totals(scope, key, before, unbooked)
            levelled = await _levelled(scope, key, billable, period, totals)
            ripe = is_ripe(period.used, key.timing, grace_days, through, end, zone)
            until = None if ripe else ripe_on(period.used, key.timing, grace_days)
            assessed = _assess(key, billable, period, before, levelled)
            carries = key in unbooked and has_levels(billable)
            rated.assessments.append(replace(assessed, totals=totals, draft_until=until, carries=carries))
    rated.assessments += _abandoned(billables, billed, periods)
    await _rate_stranded(scope, fresh, billables, billed, rated)
    return rated


async def period_ends(scope: Scope, company: Company, catalogue: Catalogue) -> set[datetime]:
    """When the company's present periods, and those after them, begin and end, as far as that is still to come."""
    zone = zone_of(company.zone)
    found: set[datetime] = set()
    for billable in await billables_of(scope, company, zone, catalogue):
        periods = service_periods(billable, scope.now + AHEAD_MAX)
        coming = islice((one.used for one in periods if one.used.end > scope.now), 2)
        found |= {moment for used in coming for moment in (used.start, used.end) if moment > scope.now}
    return found


def _is_open(period: ServicePeriod, before: BilledPeriod | None, *, due: bool, late: bool) -> bool:
    """Due and not billed, or only partly; or billed, and its phases have changed or usage has come in since."""
    return due if before is None or before.basis == PARTLY else late or before.basis != period.basis


def _is_late(key: PeriodKey, billable: Billable, unbooked: TotalsOf) -> bool:
    """Usage has come in; a level goes on, so that one that came in earlier changed later periods as well."""
    if key in unbooked:
        return True
    if key.timing is Timing.advance or not has_levels(billable):
        return False
    return any(one.subscription_id == key.subscription_id and one.period_start < key.period_start for one in unbooked)


async def _levelled(
    scope: Scope, key: PeriodKey, billable: Billable, period: ServicePeriod, totals: list[UsageTotal]
) -> list[UsageTotal]:
    """The totals with what each level comes to in the period."""
    if key.timing is Timing.advance or not has_levels(billable):
        return totals
    levels = await usage.levels_for_period(scope, key.subscription_id, period.used.start, period.used.end)
    return with_levels(billable, period, totals, levels)


async def billables_of(scope: Scope, company: Company, zone: ZoneInfo, catalogue: Catalogue) -> list[Billable]:
    """The company's subscriptions with all that rating them needs."""
    found = await marketplace.subscriptions_of(scope, company.id)
    return [await catalogue.billable(scope, subscription, zone) for subscription in found]


def _known_periods(
    billables: Iterable[Billable], through: date, zone: ZoneInfo
) -> dict[PeriodKey, tuple[Billable, ServicePeriod]]:
    """Every period that has begun by `through`, in each timing that its subscription is billed in."""
    found: dict[PeriodKey, tuple[Billable, ServicePeriod]] = {}
    for billable in billables:
        timings = timings_of(billable)
        for period in service_periods(billable, end_of_day(through, zone)):
            for timing in timings:
                found[PeriodKey(billable.subscription.id, timing, period.used.start)] = (billable, period)
    return found


def _over_at(
    end: datetime, fresh: Iterable[UsageTotal], periods: dict[PeriodKey, tuple[Billable, ServicePeriod]]
) -> TotalsOf:
    """Of the usage that is not booked yet, that of the periods that are over at `end`.

    A total remembers the end that its period had when the usage came. An early end of the subscription, of its trial or of its cycle
    makes that later than the end that counts: the subscription's own periods decide.
    """
    found: TotalsOf = {}
    for total in fresh:
        key = PeriodKey(total.subscription_id, Timing.arrears, total.period_start)
        if key in periods and periods[key][1].used.end <= end:
            found.setdefault(key, []).append(total)
    return found


async def _totals(scope: Scope, key: PeriodKey, before: BilledPeriod | None, unbooked: TotalsOf) -> list[UsageTotal]:
    """All usage of the period. Before its first billing none of it is booked; afterwards what is booked counts as well."""
    if key.timing is Timing.advance:
        return []
    if before is None:
        return unbooked.get(key, [])
    return await usage.totals_for_period(scope, key.subscription_id, key.period_start)


def _assess(
    key: PeriodKey, billable: Billable, period: ServicePeriod, before: BilledPeriod | None, totals: list[UsageTotal]
) -> Assessment:
    charges = licence_charges(billable, period, key.timing)
    if key.timing is Timing.arrears and not period.is_trial:  # what a trial has counted is seen and never billed
        charges += usage_charges(billable, period, totals)
        ahead = licence_charges(billable, period, Timing.advance)
        charges += commitment_charges(billable, period, [*ahead, *charges])
    record = BilledPeriod(key, period.used.end, period.basis)
    return Assessment(key, record, before is not None, charges, billable.subscription.currency)


async def _rate_stranded(
    scope: Scope,
    fresh: Iterable[UsageTotal],
    billables: Iterable[Billable],
    billed: dict[PeriodKey, BilledPeriod],
    rated: Rated,
) -> None:
    """Usage of a period that begins nowhere any more, since a change was changed again on its day: it is billed as what it was."""
    known = {one.subscription.id: one for one in billables}
    for total in fresh:
        billable = known.get(total.subscription_id)
        key = PeriodKey(total.subscription_id, Timing.arrears, total.period_start)
        if (
            billable is None
            or begins_there(billable, total.period_start)
            or key in {one.key for one in rated.assessments}
        ):
            continue
        totals = await usage.totals_for_period(scope, total.subscription_id, total.period_start)
        stranded = stranded_period(billable, total)
        charges = usage_charges(billable, stranded, with_levels(billable, stranded, totals, {}))
        record = BilledPeriod(key, total.period_end, "")
        currency = billable.subscription.currency
        rated.assessments.append(Assessment(key, record, key in billed, charges, currency, totals))


def _abandoned(
    billables: Iterable[Billable],
    billed: dict[PeriodKey, BilledPeriod],
    periods: dict[PeriodKey, tuple[Billable, ServicePeriod]],
) -> list[Assessment]:
    """Periods that were billed ahead and do not begin there any more, since an end or another cycle came before: all is given back."""
    known = {one.subscription.id: one for one in billables}
    found = []
    for key, record in billed.items():
        billable = known.get(key.subscription_id)
        if (
            key not in periods
            and billable is not None
            and record.basis
            not in ("", PARTLY)  # usage on a threshold invoice was used, wherever its period begins now
            and not begins_there(billable, key.period_start)
        ):
            gone = BilledPeriod(key, record.period_end, "")
            found.append(Assessment(key, gone, True, [], billable.subscription.currency))
    return found
