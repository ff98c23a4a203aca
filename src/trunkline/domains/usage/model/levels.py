"""A level that events change and that goes on over periods, such as seats in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trunkline.kernel.ids import PriceId

# A moment, a sum of change × seconds, is kept in two columns that databases add within 64 bits: high × 2^32 + low.
MOMENT_BITS = 32


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What the events of one price in one period change, in millionths.

    `moment_e6s` is the sum of each change times the whole seconds from the start of the period until it: with it the level can be
    weighed over any later stretch, although the events themselves are not looked at again.
    """

    events: int
    change_e6: int
    moment_e6s: int


@dataclass(frozen=True, slots=True)
class Level:
    """The level of a subscription's meter in one period: what all changes before the period left, and its own changes by price."""

    carried_e6: int
    changes: Mapping[PriceId, LevelChange]
