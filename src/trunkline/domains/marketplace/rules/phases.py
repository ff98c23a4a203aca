"""When a start, a change or an end takes effect, and what becomes of the phases (money policy 1).

The start day counts. The day of a change belongs to the new plan, the day of an end to the old one; so one day that sees both a start
and an end is billed as one day. Plans prorated by the second know moments instead of days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model.catalogue import Grain
from trunkline.domains.marketplace.model.subscriptions import Phase
from trunkline.kernel.period import Period, local_midnight


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one thing ends and the next begins: the local day that is the first of the next, and the instant."""

    day: date
    at: datetime


def start_cut(grain: Grain, zone: ZoneInfo, now: datetime) -> Cut:
    """Today from its midnight; by the second, this moment. A change that takes effect now begins in the same way."""
    today = now.astimezone(zone).date()
    return Cut(today, now if grain is Grain.second else local_midnight(today, zone))


def end_cut(grain: Grain, zone: ZoneInfo, now: datetime) -> Cut:
    """The whole of today is still covered; by the second, it ends this moment."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return Cut(tomorrow, now if grain is Grain.second else local_midnight(tomorrow, zone))


def period_cut(period: Period) -> Cut:
    """The end of a period."""
    return Cut(period.next_day, period.end)


def cut_phases(phases: Sequence[Phase], cut: Cut) -> tuple[Phase, ...]:
    """The phases up to `cut`: later ones fall away, the one that runs across it ends there."""
    kept = [phase for phase in phases if phase.starts_at < cut.at]
    if not kept:
        return ()
    return (*kept[:-1], replace(kept[-1], next_day=cut.day, ends_at=cut.at))


def reopen(phases: Sequence[Phase], now: datetime) -> tuple[Phase, ...]:
    """The phases without what is scheduled after `now`; the one in force is open again."""
    kept = [phase for phase in phases if phase.starts_at <= now]
    return (*kept[:-1], replace(kept[-1], next_day=None, ends_at=None))
