"""How old a rate is: fresh, stale and marked as such, or too old to be used."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from trunkline.domains.currencies.model import RatePolicy, Sheet

# A sheet holds until its source's next one; the longest weekends of the European Central Bank take five days. Beyond that the source,
# or we, had been away.
GAP_MAX = timedelta(days=6)
# Clocks differ a little. A source from the future would be the newest for as long as it is ahead.
AHEAD_MAX = timedelta(minutes=5)


class Freshness(StrEnum):
    fresh = "fresh"
    stale = "stale"
    too_old = "too_old"


def freshness(policy: RatePolicy, sheet: Sheet, as_of: datetime, at: datetime) -> Freshness:
    """Of a rate of the sheet at the moment `at`. `as_of` is the rate's own moment, earlier than the sheet's where it is carried on."""
    if policy.age_max is not None and at - as_of > policy.age_max:
        return Freshness.too_old
    return Freshness.stale if at - _known_until(sheet) > policy.fresh_for else Freshness.fresh


def _known_until(sheet: Sheet) -> datetime:
    """Until when the source is known to have said nothing newer."""
    succeeded = sheet.succeeded_at
    if succeeded is not None and succeeded - sheet.as_of <= GAP_MAX:
        return succeeded
    return max(sheet.as_of, sheet.confirmed_at)
