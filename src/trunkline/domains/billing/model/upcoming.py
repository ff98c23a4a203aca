"""What a company's next invoices would say, were they issued as things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trunkline.domains.billing.model.lines import AnyLine
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingInvoice:
    """`credited` is what it would draw of the company's credit; below zero, what it would add to it. `due` is what is left to pay.

    `draft_id`: the draft that it will be issued from, if it is drafted by now.
    """

    currency: Currency
    lines: tuple[AnyLine, ...]
    subtotal: Money
    tax: Money
    total: Money
    credited: Money
    due: Money
    due_at: datetime
    period: Period
    draft_id: InvoiceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """One invoice per currency, all issued on the company's day `issued_on`; None and no invoices where nothing is coming."""

    company_id: CompanyId
    issued_on: date | None
    invoices: tuple[UpcomingInvoice, ...]
