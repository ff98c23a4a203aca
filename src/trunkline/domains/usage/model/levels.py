"""A level that events change and that goes on over periods, such as seats in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trunkline.kernel.ids import PriceId

# A moment, a sum of change × seconds, is kept in two columns that databases add within 64 bits: high × 2^32 + low.
MOMENT_BITS = 32


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What the events of one price change on one local day, in millionths.

    `since` is the start of the day, or of the tariff that the events fell under if that began within the day. `moment_e6s` is the sum
    of each change times the whole seconds from `since` until it: with both the level can be weighed by the day and by the second,
    although the events themselves are not looked at again. `whole_period`: they were counted before days were kept apart; `since` is
    then the start of their period.
    """

    price_id: PriceId
    since: datetime
    events: int
    change_e6: int
    moment_e6s: int
    whole_period: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """The level of a subscription's meter in one period: what all changes before the period left, and those within it, by time."""

    carried_e6: int
    changes: Sequence[LevelChange]
