"""What a level comes to in a period: the sum of level × time, divided by the time of the whole period (money policy 7).

A change counts from the second of its time of use; the level goes on until it is changed, over periods and prices. A level below zero
comes to nothing. What has no end of digits is rounded half up to a millionth, once per price and period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from trunkline.domains.usage.model.levels import Level, LevelChange
from trunkline.kernel.ids import PriceId
from trunkline.kernel.quantity import rounded_e6

_SECOND = timedelta(seconds=1)
_NONE = LevelChange(0, 0, 0)


class Stretch(NamedTuple):
    """The part [start, end) of a period in which a price rates the level."""

    price_id: PriceId
    start: datetime
    end: datetime


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole seconds: what is left of one does not count."""
    return (end - start) // _SECOND


def weigh(
    level: Level, stretches: Sequence[Stretch], period_start: datetime, whole_seconds: int
) -> Mapping[PriceId, int]:
    """What each price rates, in millionths. `stretches` are in the order of time.

    A price that holds, is left, and holds again within one period has all its changes weighed in its first stretch: the sum over the
    prices is right all the same.
    """
    at = level.carried_e6
    found: dict[PriceId, int] = {}
    for stretch in stretches:
        changed = _NONE if stretch.price_id in found else level.changes.get(stretch.price_id, _NONE)
        own = changed.change_e6 * seconds_between(period_start, stretch.end) - changed.moment_e6s
        weighed = at * seconds_between(stretch.start, stretch.end) + own
        found[stretch.price_id] = found.get(stretch.price_id, 0) + weighed
        at += changed.change_e6
    return {price_id: max(0, rounded_e6(Fraction(weighed, whole_seconds))) for price_id, weighed in found.items()}
