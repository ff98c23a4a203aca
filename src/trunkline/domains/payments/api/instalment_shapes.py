"""What goes in and out of the routes of instalment plans."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.payments.model.instalments import (
    GRACE_DAYS,
    GRACE_DAYS_MAX,
    PARTS_MAX,
    InstalmentWish,
    Interval,
    PartState,
    PartWish,
    PlannedPart,
    PlanState,
)
from trunkline.domains.payments.queries.instalments import PlanDetails
from trunkline.infra.web import Day, DecimalString, MoneyOut
from trunkline.kernel.ids import CompanyId, InstalmentId, InstalmentPlanId, InvoiceId, PaymentId

Amount = Annotated[DecimalString, Field(gt=0, max_digits=36)]


class PartIn(BaseModel):
    """`amount` in major units of the invoice's currency."""

    model_config = ConfigDict(extra="forbid")

    due_on: Day
    amount: Amount


class InstalmentPlanIn(BaseModel):
    """Either `parts`, which come to what is owed, or a `count` of equal ones, `every` so many intervals apart.

    `first_on`: the day of the first equal part; today where it is left out, or one interval later after a `down_payment`, which is due
    today and a part of its own. Days are those of the company. `grace_days`: so many days after that of a part, the whole rest is due.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "invoice_id": "inv_01kk0000000000000000000000",
                    "count": 3,
                    "interval": "month",
                    "down_payment": "50.00",
                }
            ]
        },
    )

    invoice_id: InvoiceId
    parts: Annotated[list[PartIn], Field(max_length=PARTS_MAX)] = []
    count: Annotated[int | None, Field(ge=1, le=PARTS_MAX)] = None
    interval: Interval = Interval.month
    every: Annotated[int, Field(ge=1, le=366)] = 1
    first_on: Day | None = None
    down_payment: Amount | None = None
    grace_days: Annotated[int, Field(ge=0, le=GRACE_DAYS_MAX)] = GRACE_DAYS

    def wish(self) -> InstalmentWish:
        plain = ("count", "interval", "every", "first_on", "down_payment", "grace_days")
        parts = tuple(PartWish(due_on=one.due_on, amount=one.amount) for one in self.parts)
        return InstalmentWish(**{name: getattr(self, name) for name in plain}, parts=parts)


class PlannedPartOut(BaseModel):
    """A part that a plan would have."""

    number: int
    due_on: date
    amount: MoneyOut

    @staticmethod
    def of(part: PlannedPart) -> "PlannedPartOut":
        return PlannedPartOut(number=part.number, due_on=part.due_on, amount=MoneyOut.of(part.amount))


class InstalmentOut(BaseModel):
    """`amount` as agreed, `paid` what its own payment brought, `left` what it asks for now: credit and other money that came for the
    invoice lower the last parts first. `payment_id`: the payment that collects it, or did last."""

    id: InstalmentId
    number: int
    due_on: date
    amount: MoneyOut
    paid: MoneyOut
    left: MoneyOut
    state: PartState
    paid_at: datetime | None
    payment_id: PaymentId | None


class InstalmentPlanOut(BaseModel):
    """`amount` was owed when the plan was made, `left` is open of it while it is active."""

    id: InstalmentPlanId
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    amount: MoneyOut
    left: MoneyOut
    state: PlanState
    grace_days: int
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    parts: list[InstalmentOut]

    @staticmethod
    def of(details: PlanDetails) -> "InstalmentPlanOut":
        plan = details.plan
        plain = (
            "id",
            "company_id",
            "invoice_id",
            "invoice_number",
            "state",
            "grace_days",
            "made_at",
            "made_by",
            "ended_at",
        )
        values: dict[str, Any] = {name: getattr(plan, name) for name in plain}
        parts = [
            InstalmentOut(
                id=one.id,
                number=one.number,
                due_on=one.due_on,
                amount=MoneyOut.of(one.amount),
                paid=MoneyOut.of(one.paid),
                left=MoneyOut.of(details.open[one.id]),
                state=details.states[one.id],
                paid_at=one.paid_at,
                payment_id=details.payments.get(one.id),
            )
            for one in plan.parts
        ]
        return InstalmentPlanOut(**values, amount=MoneyOut.of(plan.amount), left=MoneyOut.of(details.left), parts=parts)
