"""Arrangements: money that a provider collects by itself, by a schedule that it holds. What is owed stays billing's affair.

starting ──► awaiting_approval ──► active ◄──► past_due        any of them ──► cancelled | ended
    └──────────────────────────────►┘
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from trunkline.domains.payments.model.outcomes import Outage, Unknown
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import ArrangementChargeId, CompanyId, InvoiceId, PaymentArrangementId, PaymentMethodId
from trunkline.kernel.money import Money


class Interval(StrEnum):
    week = "week"
    month = "month"
    year = "year"


# What every provider can hold: nothing longer than a year.
INTERVAL_COUNT_MAX: Mapping[Interval, int] = {Interval.week: 52, Interval.month: 12, Interval.year: 1}
CHARGES_MAX = 999


class ArrangementState(StrEnum):
    """`starting`: the provider is being asked for it, or has not answered. The last two are final."""

    starting = "starting"
    awaiting_approval = "awaiting_approval"
    active = "active"
    past_due = "past_due"
    cancelled = "cancelled"
    ended = "ended"


OVER = frozenset({ArrangementState.cancelled, ArrangementState.ended})


class ChargeState(StrEnum):
    """What became of a charge of the provider's own. `paid` is final: what failed may be paid when the provider tries again."""

    failed = "failed"
    paid = "paid"


class NotArranging(Conflict):
    """The provider holds no schedules."""

    code = "provider_holds_no_schedule"
    title = "This provider cannot hold the schedule"


class NothingBilledYet(Conflict):
    """What is too much becomes credit beside an invoice: there has to be one in the currency."""

    code = "nothing_billed_yet"
    title = "Nothing was billed in this currency yet"


class ClockOfItsOwn(Conflict):
    """A provider knows no time but its own."""

    code = "clock_of_its_own"
    title = "The company has a clock of its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """`amount` every `interval_count` intervals from `starts_at`, `charges_max` times, or until somebody cancels it.

    `reference` is the provider's name for it, None until it is known. `approval_url` is for the payer only. `seen_at` is the moment of
    the provider's newest answer, `look_at` when it is asked again without a notice; None when it is over. `cancel_asked_at`: somebody
    wants it to end, and the provider is being told. `first_sent_at` is when the provider was first asked for it.
    """

    id: PaymentArrangementId
    company_id: CompanyId
    provider: str
    payment_method_id: PaymentMethodId | None
    amount: Money
    interval: Interval
    interval_count: int
    starts_at: datetime
    charges_max: int | None
    state: ArrangementState
    made_at: datetime
    made_by: str
    reference: str | None = None
    approval_url: str | None = field(default=None, repr=False)
    first_sent_at: datetime | None = None
    next_charge_at: datetime | None = None
    seen_at: datetime | None = None
    look_at: datetime | None = None
    cancel_asked_at: datetime | None = None
    ended_at: datetime | None = None
    message: str | None = None

    @property
    def is_over(self) -> bool:
        return self.state in OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangementCharge:
    """A charge that the provider began by itself. `reference` is its name there, the same however often it is tried; `money_reference`
    the name that its books have for the money. `kept` of a paid one the invoices did not ask for: it is the company's credit.
    """

    id: ArrangementChargeId
    company_id: CompanyId
    arrangement_id: PaymentArrangementId
    provider: str
    reference: str
    money_reference: str | None
    amount: Money
    kept: Money
    state: ChargeState
    failures: int
    charged_at: datetime
    recorded_at: datetime
    message: str | None = None
    legal_entity: str | None = None
    receipt_serial: int | None = None
    receipt_number: str | None = None
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a charge has paid of an invoice. `kept` was too much and is credit, entered beside that invoice."""

    invoice_id: InvoiceId
    amount: Money
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCharge:
    """A charge as the provider tells it. `money_reference` is None while no money was taken; `failures` counts the attempts in vain."""

    reference: str
    amount: Money
    at: datetime
    paid: bool
    money_reference: str | None = None
    failures: int = 0
    message: str | None = None
    fee: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangementNow:
    """How an arrangement stands at the provider. `charges` are all of its charges, the oldest first."""

    state: ArrangementState
    next_charge_at: datetime | None = None
    approval_url: str | None = field(default=None, repr=False)
    charges: Sequence[ProviderCharge] = ()


@dataclass(frozen=True, slots=True)
class ArrangementOpened:
    """The provider holds it under `reference`. `approval_url` where the payer has to agree first."""

    reference: str
    approval_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ArrangementRefused:
    """The provider will not hold it: there is none, and none will come of this request."""

    message: str


ArrangeOutcome: TypeAlias = ArrangementOpened | ArrangementRefused | Outage | Unknown
