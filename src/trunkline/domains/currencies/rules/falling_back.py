"""Whom to ask for rates now, and when again whom it was asked in vain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from trunkline.domains.currencies.model import FailureKind, RatePolicy, Source, SourceState

# The clock that wakes us ticks each minute, and never to the second: without it every other round would be a minute late.
TOLERANCE = timedelta(seconds=30)
BACK_OFF_MAX = timedelta(minutes=30)
# A wrong key or a used-up plan does not mend itself within minutes.
REFUSED_FOR = timedelta(hours=1)

States = Mapping[Source, SourceState]


def is_round_due(policy: RatePolicy, states: States, now: datetime) -> bool:
    return bool(policy.order) and now >= next_round_at(policy, states, now) - TOLERANCE


def next_round_at(policy: RatePolicy, states: States, now: datetime) -> datetime:
    asked = [state.asked_at for state in states.values() if state.asked_at is not None]
    return max(asked) + policy.interval if asked else now


def to_ask(policy: RatePolicy, states: States, now: datetime, *, forced: bool = False) -> list[Source]:
    """In their order, without those whom it is too early to ask again; the first that answers ends the round."""
    return [source for source in policy.order if forced or _may_ask(states.get(source), now)]


def is_out(policy: RatePolicy, states: States) -> bool:
    """Whether every source failed when it was asked last."""
    found = [states.get(source) for source in policy.order]
    return bool(found) and all(state is not None and state.failures > 0 for state in found)


def again_after(policy: RatePolicy, kind: FailureKind, failures: int) -> timedelta:
    """How long a source is left alone after so many failures in a row, the last of this kind: the interval, doubled each time."""
    if kind in (FailureKind.refused, FailureKind.limited):
        return REFUSED_FOR
    doubled = policy.interval * (1 << min(failures - 1, 10))
    return max(policy.interval, min(doubled, BACK_OFF_MAX))


def _may_ask(state: SourceState | None, now: datetime) -> bool:
    return state is None or state.again_at is None or now >= state.again_at - TOLERANCE
