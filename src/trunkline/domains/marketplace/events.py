"""What the room announces: the course of a subscription in the company's stream, the catalogue in the operator's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import ModuleId, PlanId


@dataclass(frozen=True, slots=True, kw_only=True)
class _SubscriptionFact(Fact):
    """The subject is the subscription; the names are there for whoever tells people about it."""

    audience: ClassVar[str] = "subscriptions.read"

    module_id: ModuleId
    module_name: str
    plan_id: PlanId
    plan_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionStarted(_SubscriptionFact):
    """A company has a module from `started_on` on."""

    kind: ClassVar[str] = "subscription.started"

    currency: str
    quantity: int
    started_on: date
    anchor_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionChanged(_SubscriptionFact):
    """From `first_day` on the subscription is on this plan and quantity. A scheduled change that was taken back says so by `taken_back`."""

    kind: ClassVar[str] = "subscription.changed"

    previous_plan_id: PlanId
    previous_quantity: int
    quantity: int
    first_day: date
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCanceled(_SubscriptionFact):
    """The subscription ends, or has ended, at `cancel_at`; `ended_on` is the first day that it no longer covers."""

    kind: ClassVar[str] = "subscription.canceled"

    cancel_at: datetime
    ended_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChanged(Fact):
    """Modules, plans or prices were added; the subject is "catalogue"."""

    kind: ClassVar[str] = "catalogue.changed"
    audience: ClassVar[str] = "catalogue.read"

    modules: int
    plans: int
    prices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRevised(Fact):
    """A price has a further version, in force from `effective_from` on; the subject is the new version's id."""

    kind: ClassVar[str] = "price.revised"
    audience: ClassVar[str] = "catalogue.read"

    plan_id: PlanId
    currency: str
    component: str
    price_version: int
    effective_from: datetime
