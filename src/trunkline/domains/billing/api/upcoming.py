"""What a company's next invoice would be."""

from datetime import date

from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.shapes import ExplainOut, LineShape, line_values
from trunkline.domains.billing.model import ITEM, AnyLine, Upcoming, UpcomingInvoice
from trunkline.domains.usage.api.shapes import Instant, PeriodOut
from trunkline.infra.web import MoneyOut, ReadScope
from trunkline.kernel.ids import CompanyId, InvoiceId


class UpcomingLineOut(LineShape):
    """A line as it would be issued, with how its amount comes about."""

    explain: ExplainOut

    @staticmethod
    def of(line: AnyLine) -> "UpcomingLineOut":
        charge, key, price = line.charge, line.charge.key, line.charge.price
        return UpcomingLineOut(
            **line_values(line),
            subscription_id=None if key is None else key.subscription_id,
            price_id=None if key is None else key.price_id,
            component=ITEM if price is None else price.component,
            timing=None if price is None else price.timing,
            period=PeriodOut(start=charge.period.start, end=charge.period.end),
            first_day=charge.period.first_day,
            next_day=charge.period.next_day,
            corrects_line_id=line.corrects,
            explain=ExplainOut.model_validate(line.explain),
        )


class UpcomingInvoiceOut(BaseModel):
    """`credited` is what it would draw of the company's credit (below zero: add to it), `due` what would be left to pay by `due_at`.

    `draft_id` names the draft that it will be issued from.
    """

    currency: str
    period: PeriodOut
    lines: list[UpcomingLineOut]
    subtotal: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    credited: MoneyOut
    due: MoneyOut
    due_at: Instant
    draft_id: InvoiceId | None

    @staticmethod
    def of(one: UpcomingInvoice) -> "UpcomingInvoiceOut":
        money = ("subtotal", "tax", "total", "credited", "due")
        return UpcomingInvoiceOut(
            **{name: MoneyOut.of(getattr(one, name)) for name in money},
            currency=one.currency.code,
            period=PeriodOut(start=one.period.start, end=one.period.end),
            lines=[UpcomingLineOut.of(line) for line in one.lines],
            due_at=one.due_at,
            draft_id=one.draft_id,
        )


class UpcomingOut(BaseModel):
    """One invoice per currency, all issued on the company's local day `issued_on`; null and none where nothing is coming."""

    company_id: CompanyId
    issued_on: date | None
    invoices: list[UpcomingInvoiceOut]

    @staticmethod
    def of(found: Upcoming) -> "UpcomingOut":
        invoices = [UpcomingInvoiceOut.of(one) for one in found.invoices]
        return UpcomingOut(company_id=found.company_id, issued_on=found.issued_on, invoices=invoices)


@router.get("/billing/upcoming", permission=Permission.invoices_read)
async def read_upcoming(scope: ReadScope) -> UpcomingOut:
    """The company's next invoice as things stand: what is issued on that day if no usage comes and nothing changes until then.

    One-off lines that wait are on it. Where a grace was agreed that day is when it is over; usage that has come to a threshold is issued
    today.
    """
    return UpcomingOut.of(await actions.preview_invoices(scope, scope.company))
