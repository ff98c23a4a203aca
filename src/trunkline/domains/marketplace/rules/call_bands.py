"""Which band is in force when a call starts: the one that holds by the wall clock of the terms' zone at that instant.

An hour that the clocks skip is never in force; an hour that they repeat is in force twice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model import CallBand


@dataclass(frozen=True, slots=True)
class BandWeek:
    """The local week cut where bands begin and end: from minute `starts[n]` on, `bands[n]` holds, an index or None."""

    zone: ZoneInfo
    starts: tuple[int, ...]
    bands: tuple[int | None, ...]

    def band_at(self, moment: datetime) -> int | None:
        """The index of the band in force; None where none is."""
        assert moment.tzinfo is not None, "a call starts at an instant, not at a wall clock's reading"
        local = moment.astimezone(self.zone)
        minute = local.weekday() * 1440 + local.hour * 60 + local.minute
        return self.bands[bisect_right(self.starts, minute) - 1]


def band_week(bands: Sequence[CallBand], zone: ZoneInfo) -> BandWeek:
    """The week of `bands`, which do not overlap."""
    spans = {start: (end, index) for index, band in enumerate(bands) for start, end in band.spans()}
    starts = sorted({0, *spans, *(end for end, _ in spans.values())})
    holding = [_holding(spans, start) for start in starts]
    return BandWeek(zone, tuple(starts), tuple(holding))


def _holding(spans: dict[int, tuple[int, int]], minute: int) -> int | None:
    return next((index for start, (end, index) in spans.items() if start <= minute < end), None)
