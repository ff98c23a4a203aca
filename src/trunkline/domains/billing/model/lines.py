"""The lines of an invoice, before and after they are issued, and what was booked for the same thing before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from trunkline.domains.marketplace.model import Grain, Price, Step, Timing
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceLineId, ModuleId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import Period

# The API's Explain document, as JSON values: kept with the line when it is issued and never computed again.
Explain: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class ChargeKey:
    """What the delta rule compares: one price of one subscription in the period that begins at `service_start`."""

    subscription_id: SubscriptionId
    price_id: PriceId
    service_start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proration:
    """A part of a period that was charged: `factor` of the whole. Half-open local days and instants."""

    grain: Grain
    factor: Fraction
    full_amount: Decimal
    first_day: date
    next_day: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one price costs in one period as far as is known now: cumulative, never a difference.

    `exact` is in major units and not rounded; the values of `steps` add up to it. No steps: nothing is due and nothing is printed.
    `period` is what the charge covers of the subscription's period. `detail` completes the line's description.
    """

    key: ChargeKey
    company_id: CompanyId
    module_id: ModuleId
    module_slug: str
    module_name: str
    plan_name: str
    price: Price
    period: Period
    exact: Fraction
    quantity: Decimal
    unit: str
    unit_amount: Decimal | None
    steps: tuple[Step, ...]
    detail: str = ""
    prorations: tuple[Proration, ...] = ()

    @property
    def currency(self) -> Currency:
        return self.price.currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What the issued lines of one key add up to. `last_line_id` is the one that a correction is linked to, `tax_rate` is its rate.

    `waived` is the part of `amount` that stands on void invoices or was taken off by credit notes: booked, but asked of nobody.
    """

    key: ChargeKey
    amount: Money
    waived: Money
    quantity: Decimal
    tax_rate: Decimal
    last_line_id: InvoiceLineId
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A line that is about to be issued: everything but its ids and its position."""

    charge: Charge
    description: str
    quantity: Decimal
    amount: Money
    tax_rate: Decimal
    tax: Money
    corrects: InvoiceLineId | None
    explain: Explain


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """An issued line. `quantity` is what this line adds; `corrects_line_id` is set when it corrects an earlier one.

    [period_start, period_end) in UTC, the local days [first_day, next_day), is what the line covers: all of the subscription's period
    that begins at `service_start`, or the part of it that was spent on the plan.
    """

    id: InvoiceLineId
    invoice_id: InvoiceId
    company_id: CompanyId
    position: int
    description: str
    module_id: ModuleId
    module_slug: str
    module_name: str
    plan_name: str
    subscription_id: SubscriptionId
    price_id: PriceId
    component: str
    timing: Timing
    meter: str | None
    service_start: datetime
    period_start: datetime
    period_end: datetime
    first_day: date
    next_day: date
    quantity: Decimal
    unit: str
    unit_amount: Decimal | None
    amount: Money
    tax_rate: Decimal
    tax: Money
    corrects_line_id: InvoiceLineId | None
    explain: Explain

    @property
    def key(self) -> ChargeKey:
        return ChargeKey(self.subscription_id, self.price_id, self.service_start)
