"""The timeline of a subscription on the wire. It reads what was billed, hence it lives here and not with subscriptions."""

from datetime import date, datetime

from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import queries
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.model.timeline import Happening, TimelineEntry
from trunkline.infra.web import MoneyOut, ReadScope
from trunkline.kernel.ids import InvoiceId, PlanId, SubscriptionId
from trunkline.kernel.quantity import trimmed


class TimelinePlan(BaseModel):
    id: PlanId
    name: str


class TimelineEntryOut(BaseModel):
    """`day` is the local day of `at`; `planned`: it is still to come. `title` and `words` are for people.

    `amount` is before tax: of an invoice its lines of this subscription, of a proration `factor` of `full_amount`, rounded for reading.
    """

    at: datetime
    day: date
    kind: Happening
    planned: bool
    title: str
    words: str
    plan: TimelinePlan | None
    quantity: int | None
    amount: MoneyOut | None
    full_amount: str | None
    factor: str | None
    invoice_id: InvoiceId | None
    invoice_number: str | None

    @staticmethod
    def of(one: TimelineEntry) -> "TimelineEntryOut":
        names = ("at", "day", "kind", "planned", "title", "words", "quantity", "invoice_id", "invoice_number")
        return TimelineEntryOut(
            **{name: getattr(one, name) for name in names},
            plan=None if one.plan is None else TimelinePlan(id=one.plan.id, name=one.plan.name),
            amount=None if one.amount is None else MoneyOut.of(one.amount),
            full_amount=None if one.full_amount is None else format(trimmed(one.full_amount), "f"),
            factor=None if one.factor is None else f"{one.factor.numerator}/{one.factor.denominator}",
        )


class TimelineOut(BaseModel):
    """In the order of time. `is_complete` false: the oldest invoices and prorations were left out."""

    items: list[TimelineEntryOut]
    is_complete: bool


@router.get("/subscriptions/{subscription_id}/timeline", permission=Permission.subscriptions_read)
async def read_timeline(scope: ReadScope, subscription_id: SubscriptionId) -> TimelineOut:
    """What happened to a subscription and what is planned; with invoices and prorations for those who may see invoices."""
    billed = scope.allows(Permission.invoices_read)
    found = await queries.subscription_timeline(scope, subscription_id, with_billing=billed)
    return TimelineOut(items=[TimelineEntryOut.of(one) for one in found.entries], is_complete=found.is_complete)
