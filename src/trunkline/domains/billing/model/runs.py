"""What was billed and what came of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from trunkline.domains.marketplace.model import Timing
from trunkline.kernel.errors import Conflict, Problem
from trunkline.kernel.ids import CompanyId, InvoiceId, SubscriptionId
from trunkline.kernel.money import Money

# Where another period has a digest of its phases.
_AGAIN = "again"
_PARTLY = "partly"
_GIVEN_BACK = ""


class AlreadyBilled(Conflict):
    """Another run has billed this period in the meantime: the unique key refused it, and nothing of this attempt remains."""

    code = "already_billed"
    title = "The period is billed already"


@dataclass(frozen=True, slots=True)
class PeriodKey:
    """What is billed once: a period of a subscription, named by its start, in advance or in arrears."""

    subscription_id: SubscriptionId
    timing: Timing
    period_start: datetime


@dataclass(frozen=True, slots=True)
class BilledPeriod:
    """`basis` is a digest of the phases that the period was rated by: when they change, the period is rated again. Or one of three words,
    which the verbs below put there."""

    key: PeriodKey
    period_end: datetime
    basis: str

    @staticmethod
    def in_part(key: PeriodKey, period_end: datetime) -> BilledPeriod:
        """What was used of it so far is on a threshold invoice; it is rated in full when it closes."""
        return BilledPeriod(key, period_end, _PARTLY)

    @staticmethod
    def begun_nowhere(key: PeriodKey, period_end: datetime) -> BilledPeriod:
        """No phase begins there any more: there is nothing to rate it by."""
        return BilledPeriod(key, period_end, _GIVEN_BACK)

    def to_rate_again(self) -> BilledPeriod:
        """The next run rates it again, also where it is not covered any more."""
        return replace(self, basis=_AGAIN)

    @property
    def is_in_part(self) -> bool:
        return self.basis == _PARTLY

    @property
    def is_begun_nowhere(self) -> bool:
        return self.basis == _GIVEN_BACK

    @property
    def is_by_its_phases(self) -> bool:
        """Rated in full by the phases that it had: when they change it is rated again, and otherwise not."""
        return self.basis not in (_GIVEN_BACK, _PARTLY, _AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedInvoice:
    """What a run says of one invoice."""

    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    total: Money
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCompany:
    """A company that could not be billed; the others were."""

    company_id: CompanyId
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Billed:
    """What came of billing a company. `withheld`: why in some currency nothing was issued; empty where all was."""

    issued: list[IssuedInvoice]
    withheld: list[Problem]


@dataclass(slots=True, kw_only=True)
class RunSummary:
    """What a run did. `through` is None where each company was billed through its own today."""

    through: date | None
    companies: int = 0
    invoices: list[IssuedInvoice] = field(default_factory=list)
    failed: list[FailedCompany] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return sum(one.lines for one in self.invoices)

    @property
    def totals(self) -> list[Money]:
        """What was invoiced, one amount per currency, by currency."""
        sums: dict[str, Money] = {}
        for one in self.invoices:
            code = one.total.currency.code
            sums[code] = sums.get(code, Money.zero(one.total.currency)) + one.total
        return [sums[code] for code in sorted(sums)]
