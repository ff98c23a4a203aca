"""What a level comes to in a period: the sum of level × time, divided by the time of the whole period (money policy 7).

A change counts from its local day, on plans prorated by the second from its second; time is measured in the shares by which a plan
prorates, so that a day of 23 hours is a day. The level goes on until it is changed, over periods and prices, and each stretch of time
is weighed under the price that was in force in it. A level below zero comes to nothing. What has no end of digits is rounded half up
to a millionth, once per price and period.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model import Grain, Phase, PhaseKind
from trunkline.domains.marketplace.rules.shares import share_of, whole_seconds
from trunkline.domains.usage.model.levels import Level, LevelChange
from trunkline.kernel.ids import PriceId
from trunkline.kernel.period import Cycle, Period, local_midnight
from trunkline.kernel.quantity import rounded_e6

_DAY_SECONDS = 86_400


class Stretch(NamedTuple):
    """A part of a period in which a price of a plan with this grain rates the level."""

    price_id: PriceId
    period: Period
    grain: Grain


@dataclass(frozen=True, slots=True)
class Scale:
    """What stretches are measured against: the whole period of the anchor, also where the used one is a stub."""

    whole: Period
    cycle: Cycle
    zone: ZoneInfo
    alone: bool = False  # there is one part; see `share_of`

    def share(self, grain: Grain, part: Period) -> Fraction:
        """A plan that is never prorated has levels all the same: they are weighed by the day."""
        by = Grain.day if grain is Grain.none else grain
        return share_of(by, self.cycle, self.whole, part, alone=self.alone).factor


@lru_cache(maxsize=4_096)
def counted_since(used_at: datetime, tariff_since: datetime, zone: ZoneInfo) -> datetime:
    """From when a change is kept: the start of its local day, or of its tariff if that began within the day."""
    day = used_at.astimezone(zone).date()
    following = local_midnight(day + timedelta(days=1), zone)
    # Clocks set back over midnight return to the old date for a while; the day that has begun goes on.
    return max(following if following <= used_at else local_midnight(day, zone), tariff_since)


def unpaused(phases: Iterable[Phase], period: Period) -> list[Period]:
    """The parts of the period in which a level costs anything, in the order of time: all of it but the pauses."""
    found: list[Period] = []
    for one in phases:
        start = max(one.starts_at, period.start)
        end = period.end if one.ends_at is None else min(one.ends_at, period.end)
        if one.kind is PhaseKind.paused or start >= end:
            continue
        first = max(one.first_day, period.first_day)
        following = period.next_day if one.next_day is None else min(one.next_day, period.next_day)
        if found and found[-1].end == start:  # another plan or quantity, which the level does not stop at
            found[-1] = replace(found[-1], end=end, next_day=following)
        else:
            found.append(Period(start, end, first, following))
    return found


def weigh(level: Level, stretches: Sequence[Stretch], scale: Scale) -> Mapping[PriceId, int]:
    """What each price rates, in millionths. `stretches` are in the order of time and do not overlap."""
    changes = sorted(_placed(level.changes, stretches), key=lambda change: change.since)
    at = level.carried_e6
    found: dict[PriceId, Fraction] = {}
    for price_id, period, grain in stretches:
        at += sum(one.change_e6 for one in changes if one.since < period.start)
        within = [one for one in changes if one.since in period]
        weighed = at * scale.share(grain, period) + sum(_weighed(one, period, grain, scale) for one in within)
        found[price_id] = found.get(price_id, Fraction(0)) + weighed
        at += sum(one.change_e6 for one in within)
        changes = [one for one in changes if one.since >= period.end]
    return {price_id: max(0, rounded_e6(weighed)) for price_id, weighed in found.items()}


def _weighed(change: LevelChange, period: Period, grain: Grain, scale: Scale) -> Fraction:
    """What the change adds to the rest of the stretch that it falls in."""
    rest = replace(period, start=change.since, first_day=change.since.astimezone(scale.zone).date())
    whole = change.change_e6 * scale.share(grain, rest)
    if grain is Grain.second:
        return whole - Fraction(change.moment_e6s, whole_seconds(scale.whole.start, scale.whole.end))
    if change.whole_period:
        return whole - Fraction(change.moment_e6s, _DAY_SECONDS * scale.whole.days)
    return whole


def _placed(changes: Iterable[LevelChange], stretches: Sequence[Stretch]) -> Iterable[LevelChange]:
    """What was counted for a whole period began no earlier than its price rated the level."""
    for one in changes:
        first = next((stretch.period.start for stretch in stretches if stretch.price_id == one.price_id), one.since)
        if one.whole_period and first > one.since:
            before = one.change_e6 * whole_seconds(one.since, first)
            yield replace(one, since=first, moment_e6s=one.moment_e6s - before)
        else:
            yield one
