"""What a price with an aggregation makes of events: of one, and of those of a batch together."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct

from trunkline.domains.marketplace.model import AggregationKind


class Measured(Struct, frozen=True, gc=False):
    """One event that passed the filters: what it counts for, in millionths.

    `rank` is its place in time where only the latest counts, `digest` that of its value where values count once.
    `moment_e6s` is its change of a level times the whole seconds from the start of the period until it.
    """

    value_e6: int
    rank: str = ""
    digest: str = ""
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
    moment_e6s: int = 0

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
                self.value_e6 += one.value_e6
                self.moment_e6s += one.moment_e6s
            case AggregationKind.sum | AggregationKind.count:
                self.value_e6 += one.value_e6
