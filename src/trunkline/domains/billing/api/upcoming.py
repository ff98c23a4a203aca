"""What a company's next invoice would be."""

from datetime import date

from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.shapes import ExplainOut
from trunkline.domains.billing.model import DraftLine, Upcoming, UpcomingInvoice
from trunkline.domains.marketplace.model import Timing
from trunkline.domains.usage.api.shapes import Instant, ModuleOut, PeriodOut
from trunkline.infra.web import MoneyOut, ReadScope
from trunkline.kernel.ids import CompanyId, InvoiceLineId, PriceId, SubscriptionId
from trunkline.kernel.quantity import trimmed


class UpcomingLineOut(BaseModel):
    """A line as it would be issued, with how its amount comes about."""

    description: str
    module: ModuleOut
    subscription_id: SubscriptionId
    price_id: PriceId
    component: str
    timing: Timing
    period: PeriodOut
    first_day: date
    next_day: date
    quantity: str
    unit: str
    unit_amount: str | None
    amount: MoneyOut
    tax_rate: str
    tax: MoneyOut
    tax_inclusive: bool
    corrects_line_id: InvoiceLineId | None
    explain: ExplainOut

    @staticmethod
    def of(line: DraftLine) -> "UpcomingLineOut":
        charge = line.charge
        return UpcomingLineOut(
            description=line.description,
            module=ModuleOut(id=charge.module_id, slug=charge.module_slug, name=charge.module_name),
            subscription_id=charge.key.subscription_id,
            price_id=charge.key.price_id,
            component=charge.price.component,
            timing=charge.price.timing,
            period=PeriodOut(start=charge.period.start, end=charge.period.end),
            first_day=charge.period.first_day,
            next_day=charge.period.next_day,
            quantity=format(trimmed(line.quantity), "f"),
            unit=charge.unit,
            unit_amount=None if charge.unit_amount is None else format(trimmed(charge.unit_amount), "f"),
            amount=MoneyOut.of(line.amount),
            tax_rate=format(line.tax_rate, "f"),
            tax=MoneyOut.of(line.tax),
            tax_inclusive=line.tax_inclusive,
            corrects_line_id=line.corrects,
            explain=ExplainOut.model_validate(line.explain),
        )


class UpcomingInvoiceOut(BaseModel):
    """`credited` is what it would draw of the company's credit (below zero: add to it), `due` what would be left to pay by `due_at`."""

    currency: str
    period: PeriodOut
    lines: list[UpcomingLineOut]
    subtotal: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    credited: MoneyOut
    due: MoneyOut
    due_at: Instant

    @staticmethod
    def of(one: UpcomingInvoice) -> "UpcomingInvoiceOut":
        money = ("subtotal", "tax", "total", "credited", "due")
        return UpcomingInvoiceOut(
            **{name: MoneyOut.of(getattr(one, name)) for name in money},
            currency=one.currency.code,
            period=PeriodOut(start=one.period.start, end=one.period.end),
            lines=[UpcomingLineOut.of(line) for line in one.lines],
            due_at=one.due_at,
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
    """The company's next invoice as things stand: what is issued on that day if no usage comes and nothing changes until then."""
    return UpcomingOut.of(await actions.preview_invoices(scope, scope.company))
