"""What a correction of a price would book, were it made now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trunkline.domains.billing.model.runs import PeriodKey
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedPeriod:
    """A component in a billed period of a subscription, in amounts as lines have them: with their tax where prices contain it.

    `billed` is what issued lines ask for, without what was waived; `delta` is what the next run would book; `events` are the events and
    calls that would be rated anew.
    """

    company_id: CompanyId
    company_name: str
    key: PeriodKey
    period_end: datetime
    component: str
    billed: Money
    delta: Money
    events: int

    @property
    def would_be(self) -> Money:
        return self.billed + self.delta


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedTotal:
    """All periods of one currency together."""

    billed: Money
    delta: Money
    periods: int
    events: int

    @property
    def would_be(self) -> Money:
        return self.billed + self.delta


@dataclass(frozen=True, slots=True)
class TooLargeCompany:
    """It has too many `events` to be looked at."""

    company_id: CompanyId
    name: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedCorrection:
    """Of one page of companies: `periods` are those that change most, `total` is of all of them.

    `unbilled_events` would be rated anew in periods that are not billed yet. `companies` were looked at, of `companies_concerned` in
    all; `after` is the last of them where more follow.
    """

    periods: Sequence[RehearsedPeriod]
    periods_left_out: int
    total: RehearsedTotal
    unbilled_events: int
    too_large: Sequence[TooLargeCompany]
    companies: int
    companies_concerned: int
    after: CompanyId | None
