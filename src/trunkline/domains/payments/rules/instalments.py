"""How an invoice is split into parts, what is open of each, and when something is to be done about one. Values in, values out.

Credit and money that come for the invoice beside the plan lower the last parts first: what is next to pay stays as agreed. What an
arrangement brings is meant for what is next to pay: it lowers the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from trunkline.domains.payments.model.instalments import (
    GRACE_DAYS_MAX,
    PARTS_MAX,
    YEARS_MAX,
    Instalment,
    InstalmentPlan,
    InstalmentWish,
    Interval,
    PartState,
    PlannedPart,
    PlanState,
)
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import InstalmentId
from trunkline.kernel.money import Money, allocate
from trunkline.kernel.period import add_months, local_midnight, zone_of

# A part is collected from the morning of its day on, in the company's zone.
COLLECT_HOUR = 9
LOOK_AGAIN = timedelta(hours=1)

Open = Mapping[InstalmentId, Money]


def planned_parts(wish: InstalmentWish, owed: Money, today: date) -> list[PlannedPart]:
    """The parts, which come to `owed` exactly. Raises `Invalid`, with a problem for each field that is wrong."""
    problems = [*_problems(wish, today)]
    if not problems:
        parts = _as_wished(wish, owed) if wish.parts else _equal(wish, owed, today)
        problems = [*_part_problems(wish, parts, owed, today)]
        if not problems:
            return parts
    raise Invalid(problems[0].detail, fields=problems)


def open_parts(plan: InstalmentPlan, rest: Money) -> dict[InstalmentId, Money]:
    """What each unpaid part still asks for when the invoice asks for `rest`; the last ones make room for what came beside the plan.

    What the parts together do not ask for stays with the invoice.
    """
    left, found = rest if plan.is_active else Money.zero(rest.currency), {}
    for one in plan.parts:
        taken = Money.zero(rest.currency) if one.paid_at is not None else min(one.amount - one.paid, left)
        found[one.id] = taken
        left = left - taken
    return found


def paid_by_arrangement(plan: InstalmentPlan, still_open: Open, money: Money, at: datetime) -> list[Instalment]:
    """The parts that the money pays, the first ones; of the last of them perhaps not all."""
    changed, left = [], money
    for one in plan.parts:
        asked = still_open[one.id]
        if not asked or not left:
            continue
        taken = min(asked, left)
        changed.append(replace(one, paid=one.paid + taken, paid_at=at if taken == asked else None))
        left = left - taken
    return changed


def collect_at(plan: InstalmentPlan, part: Instalment) -> datetime:
    """When the part begins to be collected."""
    return datetime.combine(part.due_on, time(COLLECT_HOUR), zone_of(plan.zone)).astimezone(UTC)


def late_at(plan: InstalmentPlan, part: Instalment) -> datetime:
    """When its day has passed."""
    return local_midnight(part.due_on + timedelta(days=1), zone_of(plan.zone))


def default_at(plan: InstalmentPlan, part: Instalment) -> datetime:
    """When its days of grace have passed as well."""
    return local_midnight(part.due_on + timedelta(days=1 + plan.grace_days), zone_of(plan.zone))


def is_defaulted(plan: InstalmentPlan, still_open: Open, now: datetime) -> bool:
    """Whether a part has been unpaid for longer than the plan allows."""
    return any(still_open[one.id] and default_at(plan, one) <= now for one in plan.parts)


def overdue_parts(plan: InstalmentPlan, still_open: Open, now: datetime) -> list[Instalment]:
    """The parts whose day has passed."""
    return [one for one in plan.parts if still_open[one.id] and late_at(plan, one) <= now]


def due_parts(plan: InstalmentPlan, still_open: Open, now: datetime) -> list[Instalment]:
    """The parts that are to be collected and have not begun to be."""
    ready = (one for one in plan.parts if one.opened_at is None and still_open[one.id])
    return [one for one in ready if collect_at(plan, one) <= now]


def next_look(plan: InstalmentPlan, still_open: Open) -> datetime | None:
    """When there is next something to do; None where nothing is open."""
    moments = [moment for one in plan.parts if still_open[one.id] for moment in _moments(plan, one)]
    return min(moments, default=None)


def ended(plan: InstalmentPlan, state: PlanState, now: datetime) -> InstalmentPlan:
    assert plan.is_active and state is not PlanState.active, f"{plan.id} is {plan.state}"
    return replace(plan, state=state, next_at=None, ended_at=now)


def part_state(plan: InstalmentPlan, part: Instalment, still_open: Open) -> PartState:
    """As it is shown: by what was done about it, whatever the time of who looks."""
    if part.paid_at is not None:
        return PartState.paid
    if plan.state in (PlanState.defaulted, PlanState.canceled):
        return PartState.released
    if not still_open[part.id]:
        return PartState.covered
    if part.overdue_at is not None:
        return PartState.overdue
    return PartState.upcoming if part.opened_at is None else PartState.due


def _moments(plan: InstalmentPlan, part: Instalment) -> Iterator[datetime]:
    if part.opened_at is None:
        yield collect_at(plan, part)
    if part.overdue_at is None:
        yield late_at(plan, part)
    yield default_at(plan, part)


def _equal(wish: InstalmentWish, owed: Money, today: date) -> list[PlannedPart]:
    """The down payment, then equal parts; odd minor units go to the earliest of these."""
    assert wish.count is not None, "it was looked at before"
    down = None if wish.down_payment is None else Money.exact(wish.down_payment, owed.currency)
    first_on = wish.first_on or (today if down is None else _day(today, wish, 1))
    spread = owed if down is None else owed - down
    shares = allocate(max(0, spread.minor), [(number, 1) for number in range(wish.count)])
    days = [_day(first_on, wish, number) for number in range(wish.count)]
    amounts = [Money(shares[number], owed.currency) for number in range(wish.count)]
    both = [*([] if down is None else [(today, down)]), *zip(days, amounts, strict=True)]
    return [PlannedPart(number=number, due_on=day, amount=amount) for number, (day, amount) in enumerate(both, 1)]


def _day(first: date, wish: InstalmentWish, number: int) -> date:
    if wish.interval is Interval.month:
        return add_months(first, number * wish.every)
    return first + timedelta(days=number * wish.every * (7 if wish.interval is Interval.week else 1))


def _as_wished(wish: InstalmentWish, owed: Money) -> list[PlannedPart]:
    return [
        PlannedPart(number=number, due_on=one.due_on, amount=Money.exact(one.amount, owed.currency))
        for number, one in enumerate(wish.parts, 1)
    ]


def _problems(wish: InstalmentWish, today: date) -> Iterator[FieldProblem]:
    """What can be said before any day is worked out."""
    if bool(wish.parts) == (wish.count is not None):
        yield FieldProblem("/count", "Name either the parts, or how many equal ones there are.")
    if wish.parts and (wish.down_payment is not None or wish.first_on is not None):
        yield FieldProblem(
            "/parts", "Named parts have their own days and amounts: leave out down_payment and first_on."
        )
    if wish.count is not None and not 1 <= wish.count <= PARTS_MAX:
        yield FieldProblem("/count", f"There are 1 to {PARTS_MAX} parts.")
    if wish.first_on is not None and wish.first_on.year > today.year + YEARS_MAX:
        yield FieldProblem("/first_on", f"The first part must be due within {YEARS_MAX} years.")
    if not 1 <= wish.every <= 366:
        yield FieldProblem("/every", "Parts lie 1 to 366 intervals apart.")
    if not 0 <= wish.grace_days <= GRACE_DAYS_MAX:
        yield FieldProblem("/grace_days", f"Grace is 0 to {GRACE_DAYS_MAX} days.")
    if wish.down_payment is not None and wish.down_payment <= Decimal(0):
        yield FieldProblem("/down_payment", "It must be more than nothing.")


def _part_problems(
    wish: InstalmentWish, parts: Sequence[PlannedPart], owed: Money, today: date
) -> Iterator[FieldProblem]:
    place = "/parts" if wish.parts else "/count"
    if not 2 <= len(parts) <= PARTS_MAX:
        yield FieldProblem(place, f"A plan has 2 to {PARTS_MAX} parts, the down payment included.")
    if sum(one.amount.minor for one in parts) != owed.minor:
        where = place if wish.down_payment is None else "/down_payment"
        yield FieldProblem(where, f"The parts must come to what is owed, {owed}.")
    if any(one.amount.minor <= 0 for one in parts):
        yield FieldProblem(place, "Each part must ask for something.")
    days = [one.due_on for one in parts]
    if days != sorted(set(days)):
        yield FieldProblem("/parts" if wish.parts else "/first_on", "Each part must be due later than the one before.")
    if any(day < today for day in days):
        yield FieldProblem("/parts" if wish.parts else "/first_on", "No part may be due before today.")
    if any(day.year > today.year + YEARS_MAX for day in days):
        yield FieldProblem(place, f"The last part must be due within {YEARS_MAX} years.")
