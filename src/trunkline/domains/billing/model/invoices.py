"""The invoice: an issued document, and the few things about it that may still change.

    draft ──► issued ──► paid                      uncollectible ──► paid
                ├──► past_due ──► paid | void | uncollectible
                └──► void | uncollectible

`paid` and `void` have no way out. A draft is no document yet: it has no number, is owed by nobody, and is made anew by every run until it
is issued; to delete it would be to have it made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trunkline.domains.billing.model.payment_terms import EarlyDiscount, LateFee
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency, Money


class InvoiceState(StrEnum):
    draft = "draft"
    issued = "issued"
    paid = "paid"
    past_due = "past_due"
    void = "void"
    uncollectible = "uncollectible"


INVOICE_STEPS: Mapping[InvoiceState, frozenset[InvoiceState]] = {
    InvoiceState.draft: frozenset({InvoiceState.issued}),
    InvoiceState.issued: frozenset(
        {InvoiceState.paid, InvoiceState.past_due, InvoiceState.void, InvoiceState.uncollectible}
    ),
    InvoiceState.past_due: frozenset({InvoiceState.paid, InvoiceState.void, InvoiceState.uncollectible}),
    InvoiceState.uncollectible: frozenset({InvoiceState.paid}),
    InvoiceState.paid: frozenset(),
    InvoiceState.void: frozenset(),
}

# The states in which somebody still owes something.
OPEN_STATES = frozenset({InvoiceState.issued, InvoiceState.past_due})
# Given up is not forgiven: money that comes for an uncollectible invoice is taken.
PAYABLE_STATES = OPEN_STATES | {InvoiceState.uncollectible}
# What was paid can be given back.
CREDITABLE_STATES = PAYABLE_STATES | {InvoiceState.paid}


class InvoiceNotOpen(Conflict):
    """The invoice is in a state that does not allow this step."""

    code = "invoice_not_open"
    title = "The invoice's state does not allow this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of an invoice as it is printed: a snapshot, whatever becomes of the company later."""

    name: str
    email: str = ""
    address_lines: tuple[str, ...] = ()
    postal_code: str = ""
    city: str = ""
    country: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntity:
    """Who issues. `key` names its number series, `zone` decides the year in the number, `net_days` until when one may pay.

    `reporting_currency`: in which its documents are reported beside their own currency; None: that of the installation.
    """

    key: str
    party: Party
    number_prefix: str
    net_days: int
    zone: str
    reporting_currency: Currency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """`company_name`, `bill_to`, `issuer`, `zone` and `locale` are those of the moment of issue.

    `credited` is what credit notes and drawn credits took off; on an invoice below zero it is the total, which went to the company's
    credit balance. `paid` + `credited` never exceed `total`. `tax_inclusive`: the company's amounts contained their tax at the issue;
    each line says for itself whether it does, since a correction goes by the line that it corrects.

    `early_discount` holds for payments until `early_until`; `late_fee` is charged of what is open after `late_fee_at`. Both are those that
    were agreed at the issue.

    `deferred_at`: since when it is paid in parts by agreement, and is neither late nor asked for as a whole; None where it is not.

    `issue_on`: the local day on which a draft is issued; None on everything else.

    [period_start, period_end) encloses the periods of all lines; `first_day` and `last_day` are its local days, both included.
    """

    id: InvoiceId
    company_id: CompanyId
    company_name: str
    legal_entity: str
    number: str | None
    state: InvoiceState
    currency: Currency
    subtotal: Money
    tax: Money
    total: Money
    paid: Money
    credited: Money
    issued_at: datetime | None
    due_at: datetime | None
    paid_at: datetime | None
    voided_at: datetime | None
    period_start: datetime
    period_end: datetime
    first_day: date
    last_day: date
    zone: str
    locale: str
    bill_to: Party
    issuer: Party
    tax_inclusive: bool = False
    early_discount: EarlyDiscount | None = None
    early_until: datetime | None = None
    late_fee: LateFee | None = None
    late_fee_at: datetime | None = None
    deferred_at: datetime | None = None
    issue_on: date | None = None

    @property
    def due(self) -> Money:
        """What is still to be paid. Nothing is owed on a void or given-up invoice."""
        return self.rest if self.state in OPEN_STATES else Money.zero(self.currency)

    @property
    def payable(self) -> Money:
        """What may still be paid: what is due, and what was given up as uncollectible."""
        return self.rest if self.state in PAYABLE_STATES else Money.zero(self.currency)

    @property
    def rest(self) -> Money:
        """What was neither paid nor credited, whatever the state."""
        return self.total - self.credited - self.paid


def require_step(invoice: Invoice, to: InvoiceState) -> None:
    """Raises `InvoiceNotOpen` unless the invoice may go to `to`."""
    if to not in INVOICE_STEPS[invoice.state]:
        raise InvoiceNotOpen(f"Invoice {invoice.number or invoice.id} is {invoice.state} and cannot become {to}.")


def invoice_number(prefix: str, year: int, serial: int) -> str:
    """The printed form of a serial: TL-2026-000123. The serial goes on over the years, and past six digits rather than starting over."""
    assert serial > 0, "series count from 1"
    return f"{prefix}-{year}-{serial:06d}"
