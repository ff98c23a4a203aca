"""The lines of an invoice, before and after they are issued, and what was booked for the same thing before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from trunkline.domains.billing.model.items import ItemCharge
from trunkline.domains.billing.model.runs import PeriodKey
from trunkline.domains.marketplace.model import UNGROUPED, Grain, Price, Step, Timing, group_words
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceLineId, ModuleId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import Period

# The API's Explain document, as JSON values: kept with the line when it is issued and never computed again.
Explain: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class ChargeKey:
    """What the delta rule compares: one price of one subscription in the period that begins at `service_start`; under a price that
    groups usage, one group of it.
    """

    subscription_id: SubscriptionId
    price_id: PriceId
    service_start: datetime
    group: str = UNGROUPED


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
    def name(self) -> str:
        """What is charged for: `Messages (region: eu)`."""
        words = group_words(self.key.group)
        return f"{self.price.description} ({words})" if words else self.price.description

    @property
    def currency(self) -> Currency:
        return self.price.currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What the issued lines of one key add up to. `last_line_id` is the one that a correction is linked to, `tax_rate` is
    its rate and `tax_inclusive` says whether it contains its tax.

    `waived` is the part of `amount` that stands on void invoices or was taken off by credit notes: booked, but asked of nobody.
    `tax` is what was asked for with the rest, amount - waived; None where the lines are not of one rate and mode.
    `correction` says which version of the price takes the place of those that it was booked under; empty where none does.
    """

    key: ChargeKey
    amount: Money
    waived: Money
    quantity: Decimal
    tax_rate: Decimal
    last_line_id: InvoiceLineId
    numbers: tuple[str, ...]
    tax_inclusive: bool = False
    correction: str = ""
    tax: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlannedLine:
    """A line that is about to be issued: everything but its ids and its position. An inclusive `amount` contains `tax`."""

    description: str
    quantity: Decimal
    amount: Money
    tax_rate: Decimal
    tax: Money
    corrects: InvoiceLineId | None
    explain: Explain
    tax_inclusive: bool = False

    @property
    def net(self) -> Money:
        """The amount without its tax."""
        return self.amount - self.tax if self.tax_inclusive else self.amount

    @property
    def gross(self) -> Money:
        """The amount with its tax."""
        return self.amount if self.tax_inclusive else self.amount + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine(_PlannedLine):
    """What a charge comes to after the delta rule."""

    charge: Charge


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine(_PlannedLine):
    """What was entered by hand. The delta rule has nothing to compare it with: it is booked once."""

    charge: ItemCharge


AnyLine: TypeAlias = DraftLine | ItemLine


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """An issued line. `quantity` is what this line adds; `corrects_line_id` is set when it corrects an earlier one.

    [period_start, period_end) in UTC, the local days [first_day, next_day), is what the line covers: all of the subscription's period
    that begins at `service_start`, or the part of it that was spent on the plan. A one-off line is of no subscription, price or timing,
    and perhaps of no module; its period is the day on which it was entered.
    """

    id: InvoiceLineId
    invoice_id: InvoiceId
    company_id: CompanyId
    position: int
    description: str
    module_id: ModuleId | None
    module_slug: str
    module_name: str
    plan_name: str
    subscription_id: SubscriptionId | None
    price_id: PriceId | None
    component: str
    timing: Timing | None
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
    tax_inclusive: bool = False
    group: str = UNGROUPED

    @property
    def net(self) -> Money:
        """The amount without its tax."""
        return self.amount - self.tax if self.tax_inclusive else self.amount

    @property
    def gross(self) -> Money:
        """The amount with its tax."""
        return self.amount if self.tax_inclusive else self.amount + self.tax

    @property
    def key(self) -> ChargeKey | None:
        """What the delta rule compares; None for a one-off line."""
        if self.subscription_id is None or self.price_id is None:
            return None
        return ChargeKey(self.subscription_id, self.price_id, self.service_start, self.group)

    @property
    def period_key(self) -> PeriodKey | None:
        """The billed period that the line belongs to; None for a one-off line."""
        if self.subscription_id is None or self.timing is None:
            return None
        return PeriodKey(self.subscription_id, self.timing, self.service_start)
