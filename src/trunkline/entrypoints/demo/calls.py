"""Believable calls: busy mornings and early afternoons, quiet weekends, mostly short, sometimes long, not all answered.

The arrival profile follows what call centres publish about themselves (two humps a working day, a lunch dip); lengths are log-normal,
as Brown et al. found for the service times of a bank's call centre ("Statistical Analysis of a Telephone Call Center", JASA 2005).
Everything is drawn from one seed, the company and the day, so that a day can be made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from trunkline.domains.usage.model import CallRecordInput, Direction, Disposition
from trunkline.kernel.period import local_midnight, zone_of

# Share of a working day's calls that begin in each local hour, in thousandths.
_HOURS = (2, 1, 1, 1, 2, 6, 18, 48, 92, 112, 108, 88, 62, 78, 96, 92, 74, 48, 28, 18, 12, 7, 4, 2)
_WEEKDAYS = (1.15, 1.05, 1.0, 0.98, 0.9, 0.35, 0.22)
_NOT_ANSWERED = ((0.055, Disposition.no_answer), (0.02, Disposition.busy), (0.012, Disposition.failed))
_FIRST_NAMES = ("Ava", "Ben", "Chloe", "Dana", "Eli", "Finn", "Gus", "Hana")


@dataclass(frozen=True, slots=True)
class CallProfile:
    """How a company's phone rings: calls per ordinary working day, growth per 30 days, the typical length in seconds."""

    key: str
    zone: str
    calls_per_day: int
    growth: float
    median_seconds: int
    outbound_share: float
    country_prefix: str
    seed: int = 20260302


def calls_of_day(
    profile: CallProfile, day: date, since: date, *, until: datetime | None = None
) -> list[CallRecordInput]:
    """The calls that begin on the local `day` and have ended before `until`; `since` is the day from which the company grows."""
    dice = Random(f"{profile.seed}/{profile.key}/{day}")
    months = max(0, (day - since).days) / 30
    expected = profile.calls_per_day * _WEEKDAYS[day.weekday()] * (1 + profile.growth) ** months
    count = max(0, round(dice.gauss(expected, expected**0.5)))
    midnight = local_midnight(day, zone_of(profile.zone))
    calls = sorted((_call(profile, dice, midnight, n) for n in range(count)), key=lambda call: call.started_at)
    return [call for call in calls if until is None or call.ended_at <= until]


def call_ending_now(profile: CallProfile, dice: Random, now: datetime) -> CallRecordInput:
    """A call that has just ended, for the demo that goes on."""
    whole = now.astimezone(UTC).replace(microsecond=0)
    drawn = _call(profile, dice, whole, dice.getrandbits(40))
    shift = whole - drawn.ended_at
    answered = None if drawn.answered_at is None else drawn.answered_at + shift
    return _moved(drawn, drawn.started_at + shift, answered, whole)


def _call(profile: CallProfile, dice: Random, midnight: datetime, number: int) -> CallRecordInput:
    hour = dice.choices(range(24), weights=_HOURS)[0]
    started = midnight + timedelta(hours=hour, seconds=dice.randrange(3600))
    disposition = _disposition(dice)
    ringing = dice.randint(2, 25)
    answered = disposition is Disposition.answered
    talking = min(7200, max(1, round(dice.lognormvariate(0, 0.9) * profile.median_seconds))) if answered else 0
    outbound = dice.random() < profile.outbound_share
    agent = f"{dice.choice(_FIRST_NAMES)} (AI)"
    ours, theirs = f"{profile.country_prefix}800555", f"{profile.country_prefix}{dice.randrange(10**9):09d}"
    return CallRecordInput(
        external_id=f"{profile.key}-{midnight:%Y%m%d}-{number}",
        direction=Direction.outbound if outbound else Direction.inbound,
        caller=ours if outbound else theirs,
        callee=theirs if outbound else ours,
        agent=agent,
        started_at=started,
        answered_at=started + timedelta(seconds=ringing) if answered else None,
        ended_at=started + timedelta(seconds=ringing + talking),
        duration_seconds=ringing + talking,
        billable_seconds=talking,
        disposition=disposition,
    )


def _disposition(dice: Random) -> Disposition:
    drawn = dice.random()
    for share, disposition in _NOT_ANSWERED:
        if drawn < share:
            return disposition
        drawn -= share
    return Disposition.answered


def _moved(call: CallRecordInput, started: datetime, answered: datetime | None, ended: datetime) -> CallRecordInput:
    names = (
        "external_id",
        "direction",
        "caller",
        "callee",
        "agent",
        "duration_seconds",
        "billable_seconds",
        "disposition",
    )
    kept = {name: getattr(call, name) for name in names}
    return CallRecordInput(**kept, started_at=started, answered_at=answered, ended_at=ended)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
