"""How far usage is in a period that runs, under the price that rates it."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.domains.marketplace.model import AggregationKind, Price
from trunkline.domains.usage.model.totals import UsageTotal


@dataclass(frozen=True, slots=True)
class RunningTotal:
    """A total of a period that runs, and its price.

    `level_e6` is set where the price rates a level: the level as it stands now, in millionths; the level belongs to the price in force,
    so that of a former price of the same period is None. `rank` is the place in time of the event that counts where only the latest does.
    A level that nothing has changed in this period is here with a total of zeros.
    """

    total: UsageTotal
    price: Price
    level_e6: int | None = None
    rank: str = ""

    @property
    def kind(self) -> AggregationKind:
        return AggregationKind.sum if self.price.aggregation is None else self.price.aggregation.kind

    @property
    def quantity_e6(self) -> int:
        """What the price's aggregation makes of the usage so far. A level below zero comes to nothing."""
        if self.kind is AggregationKind.weighted_sum:
            return max(0, self.level_e6 or 0)
        return self.total.quantity_e6 if self.total.measured_e6 is None else self.total.measured_e6
