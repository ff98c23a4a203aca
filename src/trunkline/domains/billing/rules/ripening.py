"""When the grace of a period is over: until then its invoice is a draft, and late usage lands on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model import Timing
from trunkline.kernel.period import Period, local_midnight


def ripe_on(used: Period, timing: Timing, grace_days: int) -> date:
    """The local day with which the period may be issued: so many days after its end, or, in advance, after its beginning."""
    return (used.first_day if timing is Timing.advance else used.next_day) + timedelta(days=grace_days)


def is_ripe(used: Period, timing: Timing, grace_days: int, through: date, over_by: datetime, zone: ZoneInfo) -> bool:
    """Whether a period that is due is issued by a run through `through`; `over_by` as for what is due. No grace: always."""
    if not grace_days:
        return True
    day = ripe_on(used, timing, grace_days)
    return day <= through if timing is Timing.advance else local_midnight(day, zone) <= over_by
