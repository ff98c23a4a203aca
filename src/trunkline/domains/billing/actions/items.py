"""One-off lines: entered by hand or by other code, taken back while they wait, or issued at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.planning import one_off_lines
from trunkline.domains.billing.actions.writing import write_invoice
from trunkline.domains.billing.events import InvoiceItemAdded, InvoiceItemDeleted
from trunkline.domains.billing.model import InvoiceItem, ItemInvoiced, NewItem
from trunkline.domains.billing.rules import check_item, item_amount, totals_of
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceItemId


async def add_item(scope: Scope, company_id: CompanyId, new: NewItem) -> InvoiceItem:
    """Have a one-off line wait for the company's next invoice in its currency; the next run makes one of its own where nothing else is
    due. A line below zero waits until an invoice can bear it. For other code as well: late fees, top-ups.

    Raises `NotFound`, and `Invalid` naming the fields that cannot stand.
    """
    made = await enter_item(scope, company_id, new)
    scope.announce(InvoiceItemAdded(**_about(made)))
    return made


async def delete_item(scope: Scope, item_id: InvoiceItemId) -> None:
    """Take a line back that still waits. Raises `NotFound`, and `ItemInvoiced` where it waits no more: credit its invoice then."""
    found = await queries.invoice_item(scope, item_id)
    if not await store.delete_item(scope, item_id):
        raise ItemInvoiced("The line is on an invoice already; credit the invoice instead.")
    scope.announce(InvoiceItemDeleted(**_about(found)))


async def issue_items(scope: Scope, company_id: CompanyId, items: Sequence[NewItem]) -> InvoiceId:
    """Issue an invoice of these lines alone, at once. What waits goes on waiting.

    Raises `NotFound`, and `Invalid` for fields that cannot stand, for two currencies, and where the lines come to less than nothing.
    """
    company = await tenants.company(scope, company_id)
    scope = replace(scope, company_id=company.id)
    await store.hold_account(scope)
    currency = items[0].currency
    entered = [await enter_item(scope, company.id, new, f"/items/{index}") for index, new in enumerate(items)]
    lines = await one_off_lines(scope, company, entered)
    if totals_of(lines, currency).total.minor < 0:
        detail = "An invoice cannot come to less than nothing; issue a credit note to give money back."
        raise Invalid(detail, fields=[FieldProblem("/items", detail)])
    return (await write_invoice(scope, company, currency, lines)).invoice_id


async def enter_item(scope: Scope, company_id: CompanyId, new: NewItem, at: str = "") -> InvoiceItem:
    """Keep the line, for whoever says what becomes of it. `at` is where its fields stand in what was sent. Raises `NotFound`, `Invalid`."""
    company = await tenants.company(scope, company_id)
    check_item(new, at)
    if new.module_id is not None and new.module_id not in {one.id for one in await marketplace.modules(scope)}:
        detail = f"There is no module {new.module_id}."
        raise Invalid(detail, fields=[FieldProblem(f"{at}/module_id", detail)])
    made = InvoiceItem(
        id=scope.new_id(InvoiceItemId),
        company_id=company.id,
        currency=new.currency,
        description=new.description,
        quantity=new.quantity,
        unit=new.unit,
        unit_amount=new.unit_amount,
        tax_code=new.tax_code,
        tax_rate=new.tax_rate,
        module_id=new.module_id,
        entered_by=scope.actor.name,
        entered_at=scope.now,
        invoice_id=None,
    )
    await store.insert_item(scope, made)
    return made


def _about(one: InvoiceItem) -> dict[str, Any]:
    return {
        "company_id": one.company_id,
        "subject": one.id,
        "description": one.description,
        "amount": item_amount(one),
    }
