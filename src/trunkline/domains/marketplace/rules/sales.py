"""What may be sold to whom, and which changes a subscription allows."""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.marketplace.model.catalogue import Plan, PlanState
from trunkline.domains.marketplace.model.subscriptions import Subscription, SubscriptionState
from trunkline.domains.tenants.model import Company, CompanyState
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid

QUANTITY_MAX = 100_000


def check_sold(plan: Plan, company: Company, now: datetime) -> None:
    """Raises `Conflict` or `Invalid` when the company cannot be sold the plan."""
    if company.state is not CompanyState.active:
        raise Conflict(f"{company.name} is suspended and cannot subscribe to anything.")
    if plan.state is not PlanState.active:
        raise Conflict(f"The plan {plan.name} is no longer sold.")
    if not plan.prices_in_force(company.currency, now):
        raise Invalid(f"The plan {plan.name} has no price in {company.currency}.")


def check_change(subscription: Subscription, before: Plan, after: Plan) -> None:
    """Raises `Conflict` when the subscription cannot go from one plan to the other."""
    if subscription.state is SubscriptionState.canceled or subscription.cancel_at is not None:
        raise Conflict(f"This subscription was canceled; it ends on {subscription.ended_on} and cannot be changed.")
    if after.module_id != subscription.module_id:
        raise Conflict(f"The plan {after.name} is of another module; subscribe to that one instead.")
    if after.cycle != before.cycle:
        raise Conflict("A change keeps the billing cycle; cancel and subscribe anew to be billed in another one.")


def check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= QUANTITY_MAX:
        detail = f"quantity must be 1 … {QUANTITY_MAX}."
        raise Invalid(detail, fields=[FieldProblem("/quantity", detail)])
