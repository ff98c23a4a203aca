"""Dunning: what is done about a company's overdue invoices of one currency.

    overdue ──► limited ──► suspended ──► canceled        each ──► stopped, and each may be paused for a time

A policy says what follows when; a case walks through the policy that was in force when it opened. `stopped` has no way out: what
becomes overdue after that opens another case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.domains.tenants.model import CompanyState
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, DunningCaseId
from trunkline.kernel.money import Currency, Money


class RetryTime(StrEnum):
    """At which local time of a retry day a declined payment is tried again.

    `first_attempt`: that of the first attempt. `last_success`: the hour in which the company last paid, where it has. `fixed`: the hour
    that the policy names.
    """

    first_attempt = "first_attempt"
    last_success = "last_success"
    fixed = "fixed"


class CaseStopped(Conflict):
    """The case is over: nothing follows that could be held up."""

    code = "dunning_case_stopped"
    title = "The dunning case is over"


class CaseNotPaused(Conflict):
    """The case is not paused, so that nothing is to be resumed."""

    code = "dunning_case_not_paused"
    title = "The dunning case is not paused"


class DunningAction(StrEnum):
    """What a step does to the service. `limit`: nothing new is sold; `suspend`: the company is suspended; `cancel`: suspended, and its
    subscriptions of the currency end today."""

    none = "none"
    limit = "limit"
    suspend = "suspend"
    cancel = "cancel"


class DunningState(StrEnum):
    overdue = "overdue"
    limited = "limited"
    suspended = "suspended"
    canceled = "canceled"
    stopped = "stopped"


class StopReason(StrEnum):
    """`settled`: nothing was overdue when the case was next looked at. `below_threshold`: something is, too little to be dunned for.

    `by_operator`: somebody has decided so; the invoices that were overdue then are dunned for no more.
    """

    paid = "paid"
    credited = "credited"
    voided = "voided"
    written_off = "written_off"
    settled = "settled"
    below_threshold = "below_threshold"
    by_operator = "by_operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningStep:
    """`after_days`: local days since the case opened. `message` names the text that the company is told."""

    after_days: int
    message: str
    action: DunningAction = DunningAction.none


DEFAULT_STEPS = (
    DunningStep(after_days=3, message="reminder"),
    DunningStep(after_days=10, message="reminder"),
    DunningStep(after_days=21, message="warning"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningPolicy:
    """How declined payments are retried, and what follows when an invoice stays overdue.

    `retry_days`: local days after the first attempt. `retry_hour` is that of `RetryTime.fixed`. `rotation`: after a soft decline the
    company's other saved methods are tried too, if it has consented. What is overdue in a currency is dunned from its threshold on, from
    the first minor unit where there is none. Steps are taken at the local `notice_hour`. The defaults touch nobody's service.
    """

    retry_days: tuple[int, ...] = (1, 3, 5, 7)
    retry_time: RetryTime = RetryTime.first_attempt
    retry_hour: int | None = None
    rotation: bool = False
    thresholds: tuple[Money, ...] = ()
    notice_hour: int = 9
    steps: tuple[DunningStep, ...] = DEFAULT_STEPS

    def threshold(self, currency: Currency) -> Money:
        """The least sum that is dunned for."""
        return next((one for one in self.thresholds if one.currency == currency), Money(1, currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInForce:
    """`company_id` None: the operator's own, which holds for every company that has none. Version 0 is what the product ships with."""

    policy: DunningPolicy
    version: int
    company_id: CompanyId | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningCase:
    """One company's overdue invoices of one currency: `due` on `invoices` of them, as of the last look.

    `policy` is that of the moment of opening. `reached` counts its steps that were taken; `next_step_at` is None after the last one.
    Until `paused_until` it stands still. `decision` is why somebody last paused, resumed or stopped it, in their words.
    """

    id: DunningCaseId
    company_id: CompanyId
    currency: Currency
    state: DunningState
    due: Money
    invoices: int
    policy: DunningPolicy
    opened_at: datetime
    reached: int = 0
    next_step_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_reason: StopReason | None = None
    paused_until: datetime | None = None
    decision: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def comes_at(self) -> datetime | None:
        """When the next step is taken, the pause included."""
        if self.next_step_at is None or self.paused_until is None:
            return self.next_step_at
        return max(self.next_step_at, self.paused_until)

    def is_paused(self, now: datetime) -> bool:
        return self.stopped_at is None and self.paused_until is not None and self.paused_until > now

    @property
    def next_step(self) -> DunningStep | None:
        """The step that comes next; None after the last one, and for a case that was stopped."""
        if self.stopped_at is not None or self.reached >= len(self.policy.steps):
            return None
        return self.policy.steps[self.reached]


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningNotice:
    """A step that was taken, and in which words the company was told."""

    case_id: DunningCaseId
    company_id: CompanyId
    number: int
    after_days: int
    action: DunningAction
    message: str
    locale: str
    title: str
    body: str
    due: Money
    reached_at: datetime


@dataclass(frozen=True, slots=True)
class ServiceHold:
    """What dunning has made of a company's state, and what the state was before: only that is lifted again."""

    imposed: CompanyState
    before: CompanyState
