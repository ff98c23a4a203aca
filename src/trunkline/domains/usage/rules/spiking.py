"""Whether an hour brought much more than the same hour of the days before."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.usage.model.alerts import Measure, SpikeReading, UsageAlert
from trunkline.domains.usage.model.snapshots import HOUR, Hours
from trunkline.kernel.money import divide_half_up
from trunkline.kernel.quantity import from_e6, trimmed

DAYS_NEEDED = 3
MULTIPLE_DIGITS = 2
_DAY = timedelta(days=1)


def hours_needed(alert: UsageAlert, until: datetime) -> set[datetime]:
    """The full hours whose snapshots say what the hour that ends at `until` brought, and what the same hour brought before."""
    assert alert.spike is not None, "only spikes look back"
    ends = [until - day * _DAY for day in range(alert.spike.days + 1)]
    return {moment for end in ends for moment in (end, end - HOUR)}


def spike(alert: UsageAlert, hours: Hours, until: datetime) -> SpikeReading | None:
    """The hour that ends at `until` as a spike; None when it was none, or when too little is known.

    The same hour is that of UTC, a multiple of 24 hours earlier. A day without both of its snapshots is left out of the mean, and
    fewer than three days are no mean. Compared is exactly; only what is shown is rounded.
    """
    assert alert.spike is not None, "only spikes are compared"
    observed = increase_e6(alert.measure, hours, until)
    known = [increase_e6(alert.measure, hours, until - day * _DAY) for day in range(1, alert.spike.days + 1)]
    before = [one for one in known if one is not None]
    if observed is None or len(before) < DAYS_NEEDED:
        return None
    mean, least = Fraction(sum(before), len(before)), Fraction(alert.spike.minimum) * 1_000_000
    if observed < least or observed < Fraction(alert.spike.factor) * mean:
        return None
    return SpikeReading(
        alert,
        until - HOUR,
        from_e6(observed),
        from_e6(divide_half_up(sum(before), len(before))),
        _multiple(observed, sum(before), len(before)),
        len(before),
    )


def increase_e6(measure: Measure, hours: Hours, until: datetime) -> int | None:
    """What the hour that ends at `until` brought, in millionths; None when a snapshot is missing. A total that fell brought nothing."""
    since = until - HOUR
    if not {since, until} <= hours.taken:
        return None
    before = {one.total: one.measured_e6(measure) for one in hours.snapshots.get(since, ())}
    now = ((one.total, one.measured_e6(measure)) for one in hours.snapshots.get(until, ()))
    return sum(max(0, value - before.get(total, 0)) for total, value in now)


def _multiple(observed: int, summed: int, count: int) -> Decimal | None:
    if not summed:
        return None
    return trimmed(Decimal(divide_half_up(observed * count * 10**MULTIPLE_DIGITS, summed)).scaleb(-MULTIPLE_DIGITS))
