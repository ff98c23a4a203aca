"""What this room shows: who is connected, how the business stands, how the installation does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from trunkline.kernel.ids import CompanyId, JobId
from trunkline.kernel.money import Currency, Money

# What moves the clock of a test company.
ADVANCE_JOB = "operations.advance_test_clock"


@dataclass(frozen=True, slots=True)
class MovingJob:
    """The job that moves a clock, and how far it is: `done` of `total` hours of the company's time."""

    id: JobId
    state: str
    done: int
    total: int
    error: str | None


@dataclass(frozen=True, slots=True)
class ClockView:
    """A test company's clock. Where it moves: from where, where to, and by which job."""

    company_id: CompanyId
    now: datetime
    advancing_from: datetime | None
    advancing_to: datetime | None
    job: MovingJob | None


@dataclass(frozen=True, slots=True)
class TicketHolder:
    """Whom a ticket was given to. What they may hear is asked anew when it is used."""

    actor_kind: str
    actor_id: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class Presence:
    """One open socket. It counts as gone when its lease has run out, however its process ended."""

    id: str
    process: str
    actor_kind: str
    actor_id: str
    actor_name: str
    company_id: CompanyId | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class RevenueOfDay:
    day: date
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class CallsOfDay:
    day: date
    calls: int
    answered: int


@dataclass(frozen=True, slots=True)
class Debt:
    """How many invoices, and what is still to be paid on them."""

    count: int
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class MoneyOverview:
    """Revenue is what was invoiced, before tax, without what was voided or given up; months and days are local."""

    this_month: tuple[Money, ...]
    last_month: tuple[Money, ...]
    open: Debt
    past_due: Debt
    by_day: tuple[RevenueOfDay, ...]


@dataclass(frozen=True, slots=True)
class UsageOverview:
    """Calls by local day, minutes talked this month, and what the periods that are still open come to so far."""

    calls_today: int
    calls_yesterday: int
    minutes_this_month: Decimal
    unbilled: tuple[Money, ...]
    by_day: tuple[CallsOfDay, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A part that the caller may not see is None, not zero. `currency` and `zone` are the company's; all companies have UTC days."""

    currency: Currency | None
    zone: str
    first_day: date
    last_day: date
    money: MoneyOverview | None
    usage: UsageOverview | None


@dataclass(frozen=True, slots=True)
class Installation:
    """How the installation does, as the database tells it. Of jobs only those that still need somebody are counted."""

    jobs: Mapping[str, int]
    oldest_due_seconds: float
    leases_expired: int
    facts: int
    platform_seq: int


@dataclass(frozen=True, slots=True)
class BookDifference:
    """Where a company's books are not what they have to be. `check` is which law is broken, `about` what it was found on; amounts are as
    the ledger has them, debits above zero.
    """

    check: str
    about: str
    kept: str
    proved: str

    def __str__(self) -> str:
        return f"{self.check}: {self.about} has {self.kept}, not {self.proved}"
