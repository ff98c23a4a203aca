"""What may be sold to whom, and which changes a subscription allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trunkline.domains.marketplace.model.catalogue import Plan, PlanState
from trunkline.domains.marketplace.model.subscriptions import Phase, Subscription, SubscriptionState
from trunkline.domains.tenants.model import Company, CompanyState
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid
from trunkline.kernel.ids import PlanId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, index_of_day

QUANTITY_MAX = 100_000
FIRST_START = date(1970, 1, 1)  # as far back as usage can lie
# What lies back is billed in one run: enough for every month since FIRST_START.
PERIODS_BACK_MAX = 1_000


def check_sold(plan: Plan, company: Company, now: datetime) -> None:
    """Raises `Conflict` or `Invalid` when the company cannot be sold the plan."""
    if company.state is not CompanyState.active:
        raise Conflict(f"{company.name} is {company.state} and cannot subscribe to anything.")
    if plan.state is not PlanState.active:
        raise Conflict(f"The plan {plan.name} is no longer sold.")
    if not plan.prices_in_force(company.currency, now):
        raise Invalid(f"The plan {plan.name} has no price in {company.currency}.")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is on `plan` from `moment` on is to be billed in `wanted`; the subscription is billed in `present` now."""

    plan: Plan
    moment: datetime
    present: Currency
    wanted: Currency

    def unpriced(self) -> str | None:
        """What has no price there; every component that costs something in the present currency must: it would be given away."""
        priced = {one.component for one in self.plan.prices_in_force(self.wanted, self.moment)}
        present = {one.component for one in self.plan.prices_in_force(self.present, self.moment)}
        if priced and present <= priced:
            return None
        missing = f" for {', '.join(sorted(present - priced))}" if priced else ""
        return f"The plan {self.plan.name} has no price in {self.wanted}{missing}."


def check_priced(stretches: Iterable[Stretch]) -> None:
    """Raises `Invalid` that names the plans, and the components, which have no price in the wanted currency at their moment."""
    missing = {found: one.wanted for one in stretches if (found := one.unpriced()) is not None}
    if missing:
        wanted = ", ".join(sorted({one.code for one in missing.values()}))
        todo = f"Convert the prices into {wanted} first, or change to a plan that has them."
        detail = " ".join([*sorted(missing), todo])
        raise Invalid(detail, fields=[FieldProblem("/currency", detail)])


def stretches_to_come(
    plans: Mapping[PlanId, Plan], present: Currency, phases: Iterable[Phase], now: datetime
) -> list[Stretch]:
    """Of phases those that are not over, as they would be billed."""
    open_ones = [one for one in phases if one.ends_at is None or one.ends_at > now]
    return [Stretch(plans[one.plan_id], max(one.starts_at, now), present, one.currency) for one in open_ones]


def check_start(started_on: date, today: date) -> None:
    """Raises `Invalid` when a subscription cannot start on that day."""
    if started_on > today:
        raise _not_then(
            f"started_on {started_on} lies in the future; a subscription starts today ({today}) or earlier."
        )
    if started_on < FIRST_START:
        raise _not_then(f"started_on {started_on} lies before {FIRST_START}, as far back as usage is kept.")


def check_periods_back(anchor_on: date, cycle: Cycle, today: date) -> None:
    """Raises `Invalid` when more periods lie behind the start than are billed at once."""
    if (count := index_of_day(anchor_on, cycle, today)) > PERIODS_BACK_MAX:
        raise _not_then(f"started_on lies {count} billing periods back; {PERIODS_BACK_MAX} is the most.")


def check_no_overlap(started_at: datetime, earlier: Iterable[Subscription]) -> None:
    """Raises `Conflict` when the company had the module at that moment already: a day is not sold twice."""
    ends = {one.cancel_at: one.ended_on for one in earlier if one.cancel_at is not None and one.cancel_at > started_at}
    if ends:
        detail = f"The company had this module until {ends[max(ends)]}; start on that day or later."
        raise Conflict(detail, fields=[FieldProblem("/started_on", detail)])


def check_change(subscription: Subscription, after: Plan) -> None:
    """Raises `Conflict` when the subscription cannot go to the plan."""
    if subscription.state is SubscriptionState.canceled or subscription.cancel_at is not None:
        raise Conflict(f"This subscription was canceled; it ends on {subscription.ended_on} and cannot be changed.")
    if after.module_id != subscription.module_id:
        raise Conflict(f"The plan {after.name} is of another module; subscribe to that one instead.")


def check_resumption(subscription: Subscription) -> datetime:
    """For when the end was planned that is taken back. Raises `Conflict` when there is none, or it has come."""
    if subscription.state is SubscriptionState.canceled:
        raise Conflict(f"This subscription has ended on {subscription.ended_on}; subscribe anew.")
    if subscription.cancel_at is None:
        raise Conflict("This subscription is not going to end; there is nothing to take back.")
    return subscription.cancel_at


def check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= QUANTITY_MAX:
        detail = f"quantity must be 1 … {QUANTITY_MAX}."
        raise Invalid(detail, fields=[FieldProblem("/quantity", detail)])


def _not_then(detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem("/started_on", detail)])
