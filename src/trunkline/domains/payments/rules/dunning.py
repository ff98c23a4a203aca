"""What becomes of a case, and of the company's state (money policy 9). Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.payments.model import (
    DunningAction,
    DunningCase,
    DunningPolicy,
    DunningState,
    ServiceHold,
    StopReason,
)
from trunkline.domains.tenants.model import CompanyState
from trunkline.kernel.clock import require_utc
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import Money

# An attempt whose result has been unknown for longer (a bank that takes days) keeps no reminder from being sent; it does keep the service
# from being touched, however long it takes.
UNSURE_FOR = timedelta(days=1)
LOOK_AGAIN = timedelta(hours=1)
PAUSE_DAYS_MAX = 366

_ORDER = tuple(DunningState)
_REACHED = {
    DunningAction.none: DunningState.overdue,
    DunningAction.limit: DunningState.limited,
    DunningAction.suspend: DunningState.suspended,
    DunningAction.cancel: DunningState.canceled,
}
_SERVICE = {
    DunningState.overdue: CompanyState.active,
    DunningState.limited: CompanyState.limited,
    DunningState.suspended: CompanyState.suspended,
    DunningState.canceled: CompanyState.suspended,
    DunningState.stopped: CompanyState.active,
}
_SEVERITY = {CompanyState.active: 0, CompanyState.limited: 1, CompanyState.suspended: 2}


def is_dunned(policy: DunningPolicy, due: Money) -> bool:
    """Whether so much is overdue that something is done about it."""
    return bool(policy.steps) and due.minor > 0 and policy.threshold(due.currency) <= due


def first_step_at(policy: DunningPolicy, opened_at: datetime, zone: ZoneInfo) -> datetime:
    """At once, or at the notice hour of the step's local day."""
    days = policy.steps[0].after_days
    return opened_at if days == 0 else _notice_at(_local_day(opened_at, zone), days, policy.notice_hour, zone)


def take_step(case: DunningCase, now: datetime, zone: ZoneInfo) -> DunningCase:
    """The case after its next step. The state never gets milder.

    The days to the following step are counted from today, as they lie apart in the policy: a step that comes late does not take from
    the notice of the next one.
    """
    step = case.next_step
    assert step is not None, f"{case.id} has no step left"
    state = max(case.state, _REACHED[step.action], key=_ORDER.index)
    after = replace(case, state=state, reached=case.reached + 1, paused_until=None)
    following = after.next_step
    if following is None:
        return replace(after, next_step_at=None)
    apart = following.after_days - step.after_days
    return replace(after, next_step_at=_notice_at(_local_day(now, zone), apart, case.policy.notice_hour, zone))


def postpone(case: DunningCase, now: datetime) -> DunningCase:
    """Look again soon: money may just have been taken, and nobody is dunned for what they have paid."""
    return replace(case, next_step_at=now + LOOK_AGAIN)


def pause_end(case: DunningCase, until: date, now: datetime, zone: ZoneInfo) -> datetime:
    """The notice hour of the local day on which it goes on. Raises `Invalid` for a day that is not ahead, or too far."""
    today = _local_day(now, zone)
    if not today < until <= today + timedelta(days=PAUSE_DAYS_MAX):
        detail = f"until must be a day from tomorrow on, at most {PAUSE_DAYS_MAX} days ahead."
        raise Invalid(detail, fields=[FieldProblem("/until", detail)])
    return _notice_at(until, 0, case.policy.notice_hour, zone)


def stop(case: DunningCase, due: Money, invoices: int, reason: StopReason, now: datetime) -> DunningCase:
    """The case, ended. `reason` is that of what was heard of last; with something left to pay it is too little to be dunned for."""
    decided = reason is StopReason.by_operator
    why = StopReason.below_threshold if due.minor > 0 and not decided else reason
    return replace(
        case, state=DunningState.stopped, due=due, invoices=invoices, next_step_at=None, stopped_at=now, stop_reason=why
    )


def service_wanted(cases: Iterable[DunningCase]) -> CompanyState:
    """What the cases of a company together ask for: the severest."""
    return max((_SERVICE[case.state] for case in cases), key=_SEVERITY.__getitem__, default=CompanyState.active)


def follow(
    current: CompanyState, hold: ServiceHold | None, wanted: CompanyState
) -> tuple[CompanyState, ServiceHold | None]:
    """The company's state and what dunning holds of it, when the cases ask for `wanted`.

    A state that somebody else has chosen meanwhile stays, unless a later step asks for a severer one; what dunning did not do it does
    not lift.
    """
    own = hold is not None and hold.imposed is current
    if wanted is CompanyState.active:
        return (hold.before if own and hold is not None else current), None
    if hold is not None and own:
        state = max(wanted, hold.before, key=_SEVERITY.__getitem__)
        return state, None if state is hold.before else ServiceHold(state, hold.before)
    newly = hold is None or _SEVERITY[wanted] > _SEVERITY[hold.imposed]
    if newly and _SEVERITY[current] < _SEVERITY[wanted]:
        return wanted, ServiceHold(wanted, current)
    return current, hold


def _local_day(moment: datetime, zone: ZoneInfo) -> date:
    return require_utc(moment).astimezone(zone).date()


def _notice_at(day: date, days: int, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(hour), zone).astimezone(UTC)
