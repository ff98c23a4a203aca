"""What a price with an aggregation makes of events: of one, and of those of a batch together."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from trunkline.domains.marketplace.model import AggregationKind


class Measured(Struct, frozen=True, gc=False):
    """One event that passed the filters: what it counts for, in millionths."""

    value_e6: int


@dataclass(slots=True)
class Measures:
    """The events of one total that passed the filters, and what they come to; also the change that a batch makes to it."""

    kind: AggregationKind
    events: int = 0
    value_e6: int = 0

    def take(self, one: Measured) -> None:
        self.events += 1
        self.value_e6 += one.value_e6
