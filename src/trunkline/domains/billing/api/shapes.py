"""Shapes of billing on the wire."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from trunkline.domains.billing.api.groups import GroupValueOut, group_out
from trunkline.domains.billing.api.payment_terms import EarlyPaymentOut, early_payment_out
from trunkline.domains.billing.api.reporting_shapes import ReportingOut, reporting_out
from trunkline.domains.billing.model import AnyLine, EarlyPayment, Invoice, InvoiceLine, InvoiceState, Party
from trunkline.domains.billing.model.reporting import Reporting
from trunkline.domains.marketplace.model import UNGROUPED, Timing
from trunkline.domains.usage.api.shapes import Instant, ModuleOut, PeriodOut
from trunkline.infra.web import MoneyOut
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceLineId, PriceId, SubscriptionId
from trunkline.kernel.quantity import trimmed


class PartyOut(BaseModel):
    """A side of the invoice, as of its issue."""

    name: str
    email: str
    address_lines: list[str]
    postal_code: str
    city: str
    country: str
    tax_id: str

    @staticmethod
    def of(party: Party) -> "PartyOut":
        shown = {name: getattr(party, name) for name in Party.__slots__}
        return PartyOut(**shown | {"address_lines": list(party.address_lines)})


class InvoiceOut(BaseModel):
    """`due` is what is still to be paid: `total` less `credited` and `paid`, and nothing on a void or given-up invoice. `payable` is what
    may still be paid: the same, and on an uncollectible invoice what was given up. `period` encloses the periods of all lines.
    `reporting` is null on a draft, and on invoices from before there was a reporting currency.

    A draft has neither number nor days: it is made anew by every run, until it is issued on the company's local day `issue_on`.
    """

    id: InvoiceId
    number: str | None
    company_id: CompanyId
    company_name: str
    state: InvoiceState
    currency: str
    subtotal: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    paid: MoneyOut
    credited: MoneyOut
    due: MoneyOut
    payable: MoneyOut
    early_payment: EarlyPaymentOut | None
    tax_inclusive: bool
    issue_on: date | None
    issued_at: Instant | None
    due_at: Instant | None
    deferred_at: Instant | None
    paid_at: Instant | None
    voided_at: Instant | None
    period: PeriodOut
    reporting: ReportingOut | None

    @staticmethod
    def of(
        invoice: Invoice, early: Mapping[InvoiceId, EarlyPayment], reporting: Mapping[str, Reporting]
    ) -> "InvoiceOut":
        return InvoiceOut(**_invoice_values(invoice, early, reporting))


class LineShape(BaseModel):
    """What a line says, before and after it is issued. `quantity` and `amount` are what it adds; an inclusive amount contains `tax`.

    `group` is null where usage is not grouped, and empty for all groups together that have no line of their own.
    `corrects_line_id` names the line that it corrects. A one-off line has no subscription, price and timing, and perhaps no module.
    """

    description: str
    module: ModuleOut | None
    subscription_id: SubscriptionId | None
    price_id: PriceId | None
    component: str
    group: list[GroupValueOut] | None
    timing: Timing | None
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


class LineOut(LineShape):
    """A line of an invoice; see `LineShape`."""

    id: InvoiceLineId
    position: int
    has_calls: bool

    @staticmethod
    def of(line: InvoiceLine) -> "LineOut":
        same = ("id", "position", "subscription_id", "price_id", "component", "timing", "first_day", "next_day")
        return LineOut(
            **{name: getattr(line, name) for name in same},
            **line_values(line),
            period=PeriodOut(start=line.period_start, end=line.period_end),
            corrects_line_id=line.corrects_line_id,
            has_calls=line.meter is not None and line.unit == "call",
        )


class InvoiceDetailOut(InvoiceOut):
    """An invoice with its lines. Its payments are `GET /payments?invoice=`."""

    lines: list[LineOut]
    bill_to: PartyOut
    issuer: PartyOut

    @staticmethod
    def with_lines(
        invoice: Invoice,
        lines: list[InvoiceLine],
        early: Mapping[InvoiceId, EarlyPayment],
        reporting: Mapping[str, Reporting],
    ) -> "InvoiceDetailOut":
        return InvoiceDetailOut(
            **_invoice_values(invoice, early, reporting),
            lines=[LineOut.of(line) for line in lines],
            bill_to=PartyOut.of(invoice.bill_to),
            issuer=PartyOut.of(invoice.issuer),
        )


class RoundingOut(BaseModel):
    """The one rounding of the line."""

    exact: str
    rounded: str
    rule: str
    digits: int


class PolicyOut(BaseModel):
    """A published money policy that the line was made by."""

    id: str
    title: str


class ExplainOut(BaseModel):
    """Why a line is what it is: the steps add up to `rounding.exact`; `rounding.rounded` and the delta steps add up to `result`."""

    result: MoneyOut
    group: list[GroupValueOut] | None = None
    price: dict[str, Any]
    period: PeriodOut
    steps: list[dict[str, str]]
    rounding: RoundingOut
    tax: dict[str, Any]
    policy: list[PolicyOut]


def _invoice_values(
    invoice: Invoice, early: Mapping[InvoiceId, EarlyPayment], reporting: Mapping[str, Reporting]
) -> dict[str, Any]:
    same: tuple[str, ...] = ("id", "number", "company_id", "company_name", "state", "tax_inclusive")
    same += ("issue_on", "issued_at", "due_at", "deferred_at", "paid_at", "voided_at")
    money = ("subtotal", "tax", "total", "paid", "credited", "due", "payable")
    return (
        {name: getattr(invoice, name) for name in same}
        | {name: MoneyOut.of(getattr(invoice, name)) for name in money}
        | {"currency": invoice.currency.code, "early_payment": early_payment_out(early.get(invoice.id))}
        | {"period": PeriodOut(start=invoice.period_start, end=invoice.period_end)}
        | {"reporting": reporting_out(reporting, invoice.id)}
    )


def line_values(line: InvoiceLine | AnyLine) -> dict[str, Any]:
    """What a line says in the same words before and after it is issued."""
    of = line if isinstance(line, InvoiceLine) else line.charge
    module = None if of.module_id is None else ModuleOut(id=of.module_id, slug=of.module_slug, name=of.module_name)
    return {
        "description": line.description,
        "group": group_out(UNGROUPED if of.key is None else of.key.group),
        "module": module,
        "quantity": format(trimmed(line.quantity), "f"),
        "unit": of.unit,
        "unit_amount": None if of.unit_amount is None else format(trimmed(of.unit_amount), "f"),
        "amount": MoneyOut.of(line.amount),
        "tax_rate": format(line.tax_rate, "f"),
        "tax": MoneyOut.of(line.tax),
        "tax_inclusive": line.tax_inclusive,
    }
