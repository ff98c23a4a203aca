"""What becomes of the phases when something is changed, paused, ended or taken back.

Phases say for every moment of a subscription which plan and quantity it is on, whether that is paid, in which currency and course. A change
says it anew from a cut on; what it does not speak of (a pause in a change of plan, a plan in a pause) stays as it was planned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model.subscriptions import Phase, PhaseKind, Subscription
from trunkline.domains.marketplace.rules.periods import subscription_period
from trunkline.domains.marketplace.rules.phases import Cut, day_cut, period_cut
from trunkline.kernel.ids import PlanId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle

AnchorFor = Callable[[date], date]


def changed(
    subscription: Subscription,
    plan_id: PlanId,
    quantity: int,
    cut: Cut,
    anchor_for: AnchorFor,
    *,
    another_cycle: bool = False,
) -> tuple[Phase, ...]:
    """From `cut` on another plan or quantity. Another cycle begins a course of its own there, counted from `anchor_for` (policy 2),
    and with its first period the currency that was to come.

    A trial goes on as long as it would have, and what is paid begins after it as before.
    """
    kept, later = split(subscription.phases, cut)
    later = [replace(one, plan_id=plan_id, quantity=quantity) for one in later]
    if any(one.kind is PhaseKind.trial for one in [*kept[-1:], *later]):
        return joined([*kept, *_after_trial(subscription, kept, later, anchor_for)])
    course, anchor_on = _course_before(subscription, kept, cut, anchor_for)
    if kept and another_cycle:
        course, anchor_on = course + 1, anchor_for(cut.day)
        later = in_currency(later, later[-1].currency)
    return joined([*kept, *(replace(one, course=course, anchor_on=anchor_on) for one in later)])


def paused(phases: Sequence[Phase], start: Cut, end: Cut | None) -> tuple[Phase, ...]:
    """With a pause in [start, end), open where there is no end; no other pause is left from its start on."""
    kept, later = split(phases, start)
    within, rest = (later, []) if end is None else split(later, end)
    return joined([*kept, *_of_kind(within, PhaseKind.paused), *_of_kind(rest, PhaseKind.paid)])


def trial_ended(phases: Sequence[Phase], cut: Cut, anchor_on: date) -> tuple[Phase, ...]:
    """Paid from `cut` on, in a course that is counted from `anchor_on`. A trial that is ended on its first day never was."""
    kept, later = split(phases, cut)
    course = kept[-1].course + 1 if kept else 0
    if kept:
        later = in_currency(later, later[-1].currency)
    paid = [
        replace(one, course=course, anchor_on=anchor_on) for one in _of_kind(later, PhaseKind.paid, PhaseKind.trial)
    ]
    return joined([*kept, *paid])


def billed_in(phases: Sequence[Phase], currency: Currency, cut: Cut) -> tuple[Phase, ...]:
    """From `cut` on, where a period begins, billed in `currency`."""
    kept, later = split(phases, cut)
    return joined([*kept, *in_currency(later, currency)])


def in_whole_periods(subscription: Subscription, cycles: Mapping[PlanId, Cycle], zone: ZoneInfo) -> Subscription:
    """A period has one currency: one that would begin in the midst of a period, since it was cut anew, begins with the next."""
    for before, after in pairwise(subscription.phases):
        if before.currency == after.currency:
            continue
        period = subscription_period(subscription, cycles[after.plan_id], zone, after.starts_at)
        if period.start < after.starts_at:
            kept, across = split(subscription.phases, Cut(after.first_day, after.starts_at))
            within, rest = split(across, period_cut(period))
            again = joined([*kept, *in_currency(within, before.currency), *rest])
            return in_whole_periods(replace(subscription, phases=again), cycles, zone)
    return subscription


def in_currency(phases: Sequence[Phase], currency: Currency) -> list[Phase]:
    return [replace(one, currency=currency) for one in phases]


def reopened(phases: Sequence[Phase], anchor_for: AnchorFor, zone: ZoneInfo) -> tuple[Phase, ...]:
    """The phases of a subscription whose end is taken back: the last one goes on, after a trial what is paid.

    A pause goes on as long as it was to, and what is paid follows it; one that had not begun is planned again.
    """
    last = phases[-1]
    if last.pause_from is not None:
        open_again = replace(last, next_day=None, ends_at=None, pause_from=None, pause_until=None)
        until = None if last.pause_until is None else day_cut(last.pause_until, zone)
        return paused((*phases[:-1], open_again), day_cut(last.pause_from, zone), until)
    if last.pause_until is not None:
        end = day_cut(last.pause_until, zone)
        pause = replace(last, next_day=end.day, ends_at=end.at, pause_until=None)
        return (*phases[:-1], pause, replace(_following(pause, end), kind=PhaseKind.paid))
    if last.kind is not PhaseKind.trial:
        return (*phases[:-1], replace(last, next_day=None, ends_at=None))
    assert last.next_day is not None and last.ends_at is not None, "a trial has an end"
    return (*phases, paid_after(last, anchor_for(last.next_day)))


def paid_after(trial: Phase, anchor_on: date | None) -> Phase:
    """What follows a trial: the same plan, paid, in a course of its own."""
    assert trial.next_day is not None and trial.ends_at is not None, "a trial has an end"
    following = _following(trial, Cut(trial.next_day, trial.ends_at))
    return replace(following, anchor_on=anchor_on, kind=PhaseKind.paid, course=trial.course + 1)


def _following(phase: Phase, cut: Cut) -> Phase:
    """The same from `cut` on, open."""
    return replace(phase, position=phase.position + 1, first_day=cut.day, starts_at=cut.at, next_day=None, ends_at=None)


def split(phases: Sequence[Phase], cut: Cut) -> tuple[list[Phase], list[Phase]]:
    """The phases up to `cut` and from there on; the one that runs across it is in both."""
    before = [one for one in phases if one.starts_at < cut.at]
    after = [one for one in phases if one.starts_at >= cut.at]
    if before and (before[-1].ends_at is None or before[-1].ends_at > cut.at):
        across = before[-1]
        before[-1] = replace(across, next_day=cut.day, ends_at=cut.at, pause_until=None, pause_from=None)
        after.insert(0, replace(across, first_day=cut.day, starts_at=cut.at))
    return before, after


def joined(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """Phases that say the same and follow one another as one; positions anew."""
    found: list[Phase] = []
    for one in phases:
        if found and _says(found[-1]) == _says(one):
            found[-1] = replace(found[-1], next_day=one.next_day, ends_at=one.ends_at, pause_until=one.pause_until)
        else:
            found.append(replace(one, position=len(found)))
    return tuple(found)


def _says(phase: Phase) -> tuple[object, ...]:
    return phase.plan_id, phase.quantity, phase.currency, phase.anchor_on, phase.kind, phase.course


def _of_kind(phases: Sequence[Phase], kind: PhaseKind, *instead_of: PhaseKind) -> list[Phase]:
    """Each of this kind; a trial stays one unless it is named."""
    changing = instead_of or (PhaseKind.paid, PhaseKind.paused)
    until_kept = kind is PhaseKind.paused
    return [
        replace(one, kind=kind, pause_until=one.pause_until if until_kept else None) if one.kind in changing else one
        for one in phases
    ]


def _course_before(
    subscription: Subscription, kept: Sequence[Phase], cut: Cut, anchor_for: AnchorFor
) -> tuple[int, date | None]:
    """The course that a change is made in. Where nothing is left of what was before, the subscription begins with the new plan."""
    if kept:
        return kept[-1].course, kept[-1].anchor_on
    anchor_on = anchor_for(cut.day)
    return 0, None if anchor_on == subscription.anchor_on else anchor_on


def _after_trial(
    subscription: Subscription, kept: Sequence[Phase], later: Sequence[Phase], anchor_for: AnchorFor
) -> list[Phase]:
    """What is paid keeps its day after the trial, counted as the plan then is."""
    trials = [one for one in later if one.kind is PhaseKind.trial]
    paid = [one for one in later if one.kind is not PhaseKind.trial]
    if not paid:
        return trials
    anchor_on = anchor_for(paid[0].first_day)
    course = (trials or kept)[-1].course + 1
    own = None if anchor_on == subscription.anchor_on else anchor_on
    return [*trials, *(replace(one, course=course, anchor_on=own) for one in paid)]
