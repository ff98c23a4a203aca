"""Which of a company's periods are billed now, which are billed again, and what each of them costs. Money policies 3 and 5."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from trunkline.domains.billing.model import BilledPeriod, Charge, PeriodKey
from trunkline.domains.billing.rules.commitments import commitment_charges
from trunkline.domains.billing.rules.levels import has_levels, with_levels
from trunkline.domains.billing.rules.licences import licence_charges
from trunkline.domains.billing.rules.metered import usage_charges
from trunkline.domains.billing.rules.periods import (
    Billable,
    ServicePeriod,
    begins_there,
    end_of_day,
    service_periods,
    stranded_period,
    timings_of,
)
from trunkline.domains.marketplace.model import Timing
from trunkline.domains.usage.model import UsageTotal
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.money import Currency

KnownPeriods = Mapping[PeriodKey, tuple[Billable, ServicePeriod]]
TotalsOf = Mapping[PeriodKey, list[UsageTotal]]


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


def known_periods(
    billables: Iterable[Billable], billed: Collection[PeriodKey], through: date, zone: ZoneInfo
) -> KnownPeriods:
    """Every period that has begun by `through`, in each timing that its subscription is billed in, and in those that it was `billed` in:
    in a currency that has been taken back there may have been another, and what nothing asks for any more is given back."""
    end = end_of_day(through, zone)
    return {
        key: (billable, period)
        for billable in billables
        for period in service_periods(billable, end)
        for timing in Timing
        if (key := PeriodKey(billable.subscription.id, timing, period.used.start)) in billed
        or timing in timings_of(billable)
    }


def of_periods_over(end: datetime, fresh: Iterable[UsageTotal], periods: KnownPeriods) -> TotalsOf:
    """Of the usage that is not booked yet, that of the periods that are over at `end`.

    A total remembers the end that its period had when the usage came. An early end of the subscription, of its trial or of its cycle
    makes that later than the end that counts: the subscription's own periods decide.
    """
    found: dict[PeriodKey, list[UsageTotal]] = {}
    for total in fresh:
        key = used_in(total)
        if key in periods and periods[key][1].used.end <= end:
            found.setdefault(key, []).append(total)
    return found


def used_in(total: UsageTotal) -> PeriodKey:
    """The period that bills the usage, once it is over."""
    return PeriodKey(total.subscription_id, Timing.arrears, total.period_start)


def is_open(period: ServicePeriod, before: BilledPeriod | None, *, due: bool, late: bool) -> bool:
    """Due and not billed, or only in part; or billed, and its phases have changed or usage has come in since."""
    return due if before is None or before.is_in_part else late or before.basis != period.basis


def is_late(key: PeriodKey, billable: Billable, unbooked: TotalsOf) -> bool:
    """Usage has come in; a level goes on, so that one that came in earlier changed later periods as well."""
    if key in unbooked:
        return True
    if key.timing is Timing.advance or not has_levels(billable):
        return False
    return any(one.subscription_id == key.subscription_id and one.period_start < key.period_start for one in unbooked)


def period_charges(
    billable: Billable, period: ServicePeriod, timing: Timing, totals: Sequence[UsageTotal]
) -> list[Charge]:
    """What the period costs in one timing. In arrears a commitment counts what was paid in advance as well (money policy 3)."""
    charges = licence_charges(billable, period, timing)
    if timing is Timing.advance or period.is_trial:  # what a trial has counted is seen and never billed
        return charges
    charges += usage_charges(billable, period, totals)
    ahead = licence_charges(billable, period, Timing.advance)
    return charges + commitment_charges(billable, period, [*ahead, *charges])


def assess_stranded(billable: Billable, total: UsageTotal, totals: list[UsageTotal], *, was_billed: bool) -> Assessment:
    """Usage of a period that begins nowhere any more, since a change was changed again on its day: it is billed as what it was."""
    period = stranded_period(billable, total)
    charges = usage_charges(billable, period, with_levels(billable, period, totals, {}))
    record = BilledPeriod.begun_nowhere(used_in(total), total.period_end)
    return Assessment(record.key, record, was_billed, charges, period.currency, totals)


def abandoned(
    billables: Mapping[SubscriptionId, Billable], billed: Mapping[PeriodKey, BilledPeriod], periods: KnownPeriods
) -> list[Assessment]:
    """Periods that were billed ahead and do not begin there any more, since an end or another cycle came before: all is given back."""
    return [
        Assessment(
            key,
            BilledPeriod.begun_nowhere(key, record.period_end),
            True,
            [],
            billable.subscription.currency_at(key.period_start),
        )
        for key, record in billed.items()
        if (billable := billables.get(key.subscription_id)) is not None
        and key not in periods
        and not record.is_begun_nowhere
        and not record.is_in_part  # usage on a threshold invoice was used, wherever its period begins now
        and not begins_there(billable, key.period_start)
    ]
