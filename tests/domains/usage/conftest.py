"""A company in Berlin that has subscribed to calls and text messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.marketplace.model import GraduatedTerms, Module, Price, Subscription, Tier
from trunkline.domains.marketplace.model.offers import MeterOffer, PlanOffer
from trunkline.domains.marketplace.model.offers.shapes import calls, metered
from trunkline.domains.usage.model import CallRecordInput, Direction, Disposition, UsageEventInput
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId

TEST = system_actor("test")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY_START = datetime(
    2026, 3, 1, 23, tzinfo=UTC
)  # midnight in Berlin, where the subscription and its first period begin

CALLS = MeterOffer("calls", "Calls", "call", "calls")
SMS = MeterOffer("sms", "Messages", "message", "sum")
TIERS = GraduatedTerms((Tier(Decimal(10), Decimal("0.10")), Tier(None, Decimal("0.05"))))


@dataclass(frozen=True)
class Shop:
    company_id: CompanyId
    module: Module
    subscription: Subscription

    def price(self, component: str, plan: str = "small") -> Price:
        (found,) = (
            price
            for one in self.module.plans
            if one.slug == plan
            for price in one.prices
            if price.component == component
        )
        return found


def plan_offer(slug: str, per_minute: str) -> PlanOffer:
    """A minute at least, then six seconds at a time, and a cent for connecting; messages in tiers."""
    terms = calls("0.01", (0, 60, per_minute), (60, 6, per_minute))
    return make_plan(slug, metered(CALLS, "calls", "Calls", EUR=terms), metered(SMS, "sms", "Messages", EUR=TIERS))


@pytest.fixture
async def shop(program: Program) -> Shop:
    async with program.scope(TEST) as scope:
        company = await make_company(scope)
        module = await make_module(scope, "reception", plan_offer("small", "0.10"), plan_offer("large", "0.05"))
    async with program.scope(TEST, company_id=company.id) as scope:
        subscription = await make_subscription(scope, module.plans[0])
    return Shop(company.id, module, subscription)


def event(number: int = 1, **changed: Any) -> UsageEventInput:
    given: dict[str, Any] = {"meter": "sms", "event_id": f"evt-{number}", "used_at": NOW - timedelta(minutes=number)}
    return UsageEventInput(**given | changed)


def call(number: int = 1, *, seconds: int = 61, **changed: Any) -> CallRecordInput:
    started_at = changed.pop("started_at", NOW - timedelta(minutes=number))
    given: dict[str, Any] = {
        "external_id": f"call-{number}",
        "direction": Direction.inbound,
        "caller": "+4940123",
        "callee": "+4940999",
        "agent": "ada",
        "started_at": started_at,
        "answered_at": started_at + timedelta(seconds=5) if seconds else None,
        "ended_at": started_at + timedelta(seconds=seconds + 5),
        "duration_seconds": seconds + 5,
        "billable_seconds": seconds,
        "disposition": Disposition.answered if seconds else Disposition.no_answer,
    }
    return CallRecordInput(**given | changed)
