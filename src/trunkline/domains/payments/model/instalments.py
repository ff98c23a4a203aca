"""An invoice that is paid in dated parts, by agreement. A plan changes when something is owed, never how much.

    active ──► completed    every part was paid, or the invoice was paid or credited otherwise
           ──► settled      the rest was paid at once, before its days
           ──► defaulted    a part stayed unpaid for longer than the days of grace
           ──► canceled     by hand, or because the invoice was voided or given up

None of the others has a way out. While a plan is active its invoice is not collected, late or dunned for as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, InstalmentId, InstalmentPlanId, InvoiceId
from trunkline.kernel.money import Money

PARTS_MAX = 36
GRACE_DAYS = 14
GRACE_DAYS_MAX = 90
# A part later than that is no instalment any more.
YEARS_MAX = 10


class PlanState(StrEnum):
    active = "active"
    completed = "completed"
    settled = "settled"
    defaulted = "defaulted"
    canceled = "canceled"


class PartState(StrEnum):
    """`covered`: credit or other money came for it. `released`: its plan ended first, and the invoice asks for it again."""

    upcoming = "upcoming"
    due = "due"
    overdue = "overdue"
    paid = "paid"
    covered = "covered"
    released = "released"


class Interval(StrEnum):
    day = "day"
    week = "week"
    month = "month"


class AlreadyPlanned(Conflict):
    """The invoice has an active plan: one at a time."""

    code = "already_planned"
    title = "The invoice is paid in instalments already"


class PlanEnded(Conflict):
    """The plan is not active any more."""

    code = "instalment_plan_ended"
    title = "The instalment plan has ended"


class UnderDispute(Conflict):
    """A payment of the invoice is disputed: what is owed of it is not certain."""

    code = "invoice_disputed"
    title = "A payment of the invoice is disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWish:
    """`amount` in major units of the invoice's currency."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentWish:
    """Either `parts`, which must come to what is owed, or a `count` of equal ones, `every` so many intervals from `first_on` on.

    A `down_payment`, in major units, is due today and a part of its own before those. Without `first_on` the first equal part is due
    today, or one interval after the down payment.
    """

    parts: tuple[PartWish, ...] = ()
    count: int | None = None
    interval: Interval = Interval.month
    every: int = 1
    first_on: date | None = None
    down_payment: Decimal | None = None
    grace_days: int = GRACE_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """What a part would be; the parts of a plan come to what is owed, to the minor unit."""

    number: int
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One part: `amount` as agreed, `paid` what a payment of its own, or an arrangement, has brought.

    `opened_at`: since when it is collected. `overdue_at`: when its day was found to have passed without the money.
    """

    id: InstalmentId
    plan_id: InstalmentPlanId
    company_id: CompanyId
    number: int
    due_on: date
    amount: Money
    paid: Money
    paid_at: datetime | None = None
    opened_at: datetime | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentPlan:
    """`amount` was owed when the plan was made. Days are those of `zone`. `next_at`: when there is next something to do for it."""

    id: InstalmentPlanId
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money
    grace_days: int
    zone: str
    state: PlanState
    made_at: datetime
    made_by: str
    parts: tuple[Instalment, ...]
    next_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.state is PlanState.active

    def part(self, part_id: InstalmentId) -> Instalment:
        return next(one for one in self.parts if one.id == part_id)
