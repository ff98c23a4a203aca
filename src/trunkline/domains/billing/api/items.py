"""One-off lines, and invoices made of them by hand."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.api.invoices import detail_of
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.shapes import InvoiceDetailOut
from trunkline.domains.billing.model import InvoiceItem, NewItem
from trunkline.domains.billing.rules import item_amount
from trunkline.infra.web import MoneyOut, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceItemId, ModuleId
from trunkline.kernel.money import Currency
from trunkline.kernel.quantity import trimmed

ITEMS_MAX = 50

_CURRENCY = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class ItemForm(BaseModel):
    """`unit_amount` is in major units; below zero it is a discount. The tax is `tax_rate`, else that of `tax_code`, else the company's.

    quantity × unit_amount is rounded once, half up.
    """

    model_config = ConfigDict(extra="forbid")

    description: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]
    quantity: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,6})?$", examples=["1"])] = "1"
    unit: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    unit_amount: Annotated[str, Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,12})?$", examples=["250.00"])]
    tax_code: Annotated[str, Field(max_length=40, pattern=r"^[!-~]([ -~]{0,38}[!-~])?$")] | None = None
    tax_rate: Annotated[str, Field(pattern=r"^0(\.[0-9]{1,6})?$", examples=["0.19"])] | None = None
    module_id: ModuleId | None = None

    def wanted(self, currency: Currency) -> NewItem:
        return NewItem(
            currency=currency,
            description=self.description.strip(),
            quantity=Decimal(self.quantity),
            unit=self.unit.strip(),
            unit_amount=Decimal(self.unit_amount),
            tax_code=self.tax_code,
            tax_rate=None if self.tax_rate is None else Decimal(self.tax_rate),
            module_id=self.module_id,
        )


class ItemIn(ItemForm):
    """A line that waits for the company's next invoice in `currency`."""

    currency: _CURRENCY


class InvoiceIn(BaseModel):
    """An invoice of these lines alone. It may not come to less than nothing."""

    model_config = ConfigDict(extra="forbid")

    currency: _CURRENCY
    items: Annotated[list[ItemForm], Field(min_length=1, max_length=ITEMS_MAX)]


class ItemOut(BaseModel):
    """`amount` is before tax, or with it where the company's amounts contain it. `invoice_id` is null while the line waits."""

    id: InvoiceItemId
    company_id: CompanyId
    currency: str
    description: str
    quantity: str
    unit: str
    unit_amount: str
    amount: MoneyOut
    tax_code: str | None
    tax_rate: str | None
    module_id: ModuleId | None
    entered_by: str
    entered_at: datetime
    invoice_id: InvoiceId | None

    @staticmethod
    def of(one: InvoiceItem) -> "ItemOut":
        shown: dict[str, Any] = {name: getattr(one, name) for name in InvoiceItem.__slots__}
        return ItemOut(
            **shown
            | {
                "currency": one.currency.code,
                "quantity": format(trimmed(one.quantity), "f"),
                "unit_amount": format(trimmed(one.unit_amount), "f"),
                "tax_rate": None if one.tax_rate is None else format(one.tax_rate, "f"),
                "amount": MoneyOut.of(item_amount(one)),
            }
        )


@router.get("/invoice-items", permission=Permission.invoices_read)
async def list_items(scope: ReadScope, page: Paging, waiting: bool | None = None) -> PageOut[ItemOut]:
    """One-off lines, the newest first; `waiting=true` for those that no invoice has taken yet."""
    return page.out((await queries.invoice_items(scope, page.request, waiting=waiting)).map(ItemOut.of))


@router.get("/invoice-items/{item_id}", permission=Permission.invoices_read)
async def read_item(scope: ReadScope, item_id: InvoiceItemId) -> ItemOut:
    """One of them."""
    return ItemOut.of(await queries.invoice_item(scope, item_id))


@router.post("/invoice-items", permission=Permission.invoices_manage, status_code=201)
async def add_item(scope: WriteScope, body: ItemIn) -> ItemOut:
    """Have a line wait for the next invoice of the company that `?company=` names. The next run makes one of its own if nothing else is
    due. A discount waits until an invoice can bear it.
    """
    return ItemOut.of(await actions.add_item(scope, scope.company, body.wanted(Currency.of(body.currency))))


@router.delete("/invoice-items/{item_id}", permission=Permission.invoices_manage, status_code=204)
async def delete_item(scope: WriteScope, item_id: InvoiceItemId) -> None:
    """Take a line back that still waits."""
    await actions.delete_item(scope, item_id)


@router.post("/invoices", permission=Permission.invoices_manage, status_code=201)
async def issue_items(scope: WriteScope, body: InvoiceIn) -> InvoiceDetailOut:
    """Issue an invoice of one-off lines at once to the company that `?company=` names. What waits goes on waiting."""
    currency = Currency.of(body.currency)
    issued = await actions.issue_items(scope, scope.company, [one.wanted(currency) for one in body.items])
    return await detail_of(scope, await queries.invoice(scope, issued))
