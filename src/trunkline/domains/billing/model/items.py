"""One-off lines: what somebody enters by hand, and what becomes of it when it is invoiced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trunkline.domains.marketplace.model import Step
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceItemId, ModuleId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Period

ITEM = "item"


class ItemInvoiced(Conflict):
    """The line is on an invoice, and documents do not change."""

    code = "item_invoiced"
    title = "The line is on an invoice already"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A one-off line to enter. `unit_amount` is in major units and may be below zero: a discount.

    `tax_rate` None: that of `tax_code`, or the company's own. `module_id` only says under which module it is printed.
    """

    currency: Currency
    description: str
    quantity: Decimal
    unit_amount: Decimal
    unit: str = ""
    tax_code: str | None = None
    tax_rate: Decimal | None = None
    module_id: ModuleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceItem:
    """A one-off line. It waits for the company's next invoice in its currency until it has an `invoice_id`."""

    id: InvoiceItemId
    company_id: CompanyId
    currency: Currency
    description: str
    quantity: Decimal
    unit: str
    unit_amount: Decimal
    tax_code: str | None
    tax_rate: Decimal | None
    module_id: ModuleId | None
    entered_by: str
    entered_at: datetime
    invoice_id: InvoiceId | None

    @property
    def waits(self) -> bool:
        return self.invoice_id is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCharge:
    """What a one-off line costs. It is nobody's subscription, so it has no key that the delta rule could compare: it is booked once."""

    item: InvoiceItem
    module_slug: str
    module_name: str
    period: Period
    step: Step
    plan_name: str = ""
    component: str = ITEM
    key: None = None
    price: None = None
    prorations: tuple[()] = ()

    @property
    def currency(self) -> Currency:
        return self.item.currency

    @property
    def company_id(self) -> CompanyId:
        return self.item.company_id

    @property
    def module_id(self) -> ModuleId | None:
        return self.item.module_id

    @property
    def unit(self) -> str:
        return self.item.unit

    @property
    def unit_amount(self) -> Decimal:
        return self.item.unit_amount

    @property
    def steps(self) -> tuple[Step, ...]:
        return (self.step,)
