"""What a price with an aggregation makes of events: of one, and of those of a batch together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from trunkline.domains.marketplace.model import AggregationKind

_SUBTRACTABLE = frozenset({AggregationKind.sum, AggregationKind.count})


class Measured(Struct, frozen=True, gc=False):
    """One event that passed the filters: what it counts for, in millionths.

    `rank` is its place in time where only the latest counts, `digest` that of its value where values count once.
    `since` is from when its change of a level is kept, `moment_e6s` the change times the whole seconds from then until it.
    `held` is set where each event has a fee within bounds: -1 at the minimum, 1 at the maximum, 0 in between.
    """

    value_e6: int
    rank: str = ""
    digest: str = ""
    since: datetime | None = None
    moment_e6s: int = 0
    held: int | None = None


def is_subtractable(kind: AggregationKind) -> bool:
    """Whether what an event brought can be taken back without knowing the others."""
    return kind in _SUBTRACTABLE


@dataclass(slots=True)
class DayOfLevel:
    """What is kept of the changes of a level since one moment."""

    events: int = 0
    change_e6: int = 0
    moment_e6s: int = 0


@dataclass(slots=True)
class Measures:
    """The events of one total that passed the filters, and what they come to; also the change that a batch makes to it.

    `digests` are different values, of which the database knows some already: what they add to `value_e6` is not known here.
    """

    kind: AggregationKind
    events: int = 0
    value_e6: int = 0
    rank: str = ""
    digests: set[str] = field(default_factory=set)
    days: dict[datetime, DayOfLevel] = field(default_factory=lambda: defaultdict(DayOfLevel))
    at_minimum: int = 0
    at_maximum: int = 0
    between_e6: int = 0
    is_partial: bool = False  # something was given back that cannot be subtracted: the whole total has to be read anew

    def take(self, one: Measured) -> None:
        self.events += 1
        match self.kind:
            case AggregationKind.max:
                self.value_e6 = max(self.value_e6, one.value_e6)
            case AggregationKind.latest:
                if one.rank > self.rank:
                    self.rank, self.value_e6 = one.rank, one.value_e6
            case AggregationKind.unique_count:
                self.digests.add(one.digest)
            case AggregationKind.weighted_sum:
                assert one.since is not None, "a change of a level is kept by the day"
                day = self.days[one.since]
                day.events += 1
                day.change_e6 += one.value_e6
                day.moment_e6s += one.moment_e6s
            case AggregationKind.sum | AggregationKind.count:
                self.value_e6 += one.value_e6
                self._hold(one, 1)

    def give_back(self, one: Measured) -> None:
        """`one` counts no more. A sum loses it; of a maximum, the latest, different values or a level nobody knows what is left."""
        if is_subtractable(self.kind):
            self.events -= 1
            self.value_e6 -= one.value_e6
            self._hold(one, -1)
        else:
            self.is_partial = True

    def _hold(self, one: Measured, times: int) -> None:
        self.at_minimum += times * (one.held == -1)
        self.at_maximum += times * (one.held == 1)
        self.between_e6 += times * (one.value_e6 if one.held == 0 else 0)
