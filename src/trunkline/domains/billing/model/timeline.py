"""What has happened to a subscription and what is planned, as one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from trunkline.domains.marketplace.model import Plan
from trunkline.kernel.ids import InvoiceId, PriceId
from trunkline.kernel.money import Money


class Happening(StrEnum):
    """In the order in which they are told where several happen at one moment."""

    started = "started"
    trial_started = "trial_started"
    trial_ended = "trial_ended"
    plan_changed = "plan_changed"
    quantity_changed = "quantity_changed"
    currency_changed = "currency_changed"
    paused = "paused"
    unpaused = "unpaused"
    price_changed = "price_changed"
    renewal = "renewal"
    proration = "proration"
    invoice = "invoice"
    canceled = "canceled"
    ended = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """`day` is the local one of `at`. `planned`: it is still to come, and may be taken back. `words` are for people.

    `amount` is before tax: of an invoice what it charges for this subscription, of a proration its `factor` of `full_amount`, rounded for
    reading: the line itself adds up its parts before it is rounded.
    """

    at: datetime
    day: date
    kind: Happening
    planned: bool
    title: str
    words: str = ""
    plan: Plan | None = None
    quantity: int | None = None
    amount: Money | None = None
    full_amount: Decimal | None = None
    factor: Fraction | None = None
    invoice_id: InvoiceId | None = None
    invoice_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledInvoice:
    """What an issued invoice charges for one subscription, before tax."""

    invoice_id: InvoiceId
    number: str | None
    state: str
    issued_at: datetime
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledProration:
    """A part of a period as an issued invoice has it: `factor` of `full_amount`, in half-open local days."""

    invoice_id: InvoiceId
    number: str | None
    logged_at: datetime
    price_id: PriceId
    factor: Fraction
    full_amount: Decimal
    first_day: date
    next_day: date
