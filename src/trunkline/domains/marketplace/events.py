"""What the room announces: the course of a subscription in the company's stream, the catalogue in the operator's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import ModuleId, PlanId, SubscriptionId


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
class SubscriptionResumed(_SubscriptionFact):
    """The end that was planned for `canceled_for` is taken back; the subscription goes on."""

    kind: ClassVar[str] = "subscription.resumed"

    canceled_for: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionTrialEnding(_SubscriptionFact):
    """The trial ends soon, and the subscription goes on: `first_day` is the first day that is paid for."""

    kind: ClassVar[str] = "subscription.trial_ending"

    first_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionTrialEnded(_SubscriptionFact):
    """The trial is over and what is paid has begun with `first_day`; `early`: because somebody wanted it so."""

    kind: ClassVar[str] = "subscription.trial_ended"

    first_day: date
    early: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPaused(_SubscriptionFact):
    """From `first_day` on nothing is charged and nothing covered, until `next_day` or, where that is null, until somebody ends it."""

    kind: ClassVar[str] = "subscription.paused"

    first_day: date
    next_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionUnpaused(_SubscriptionFact):
    """From `first_day` on the subscription is charged again. A pause that had not begun was `taken_back`."""

    kind: ClassVar[str] = "subscription.unpaused"

    first_day: date
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCurrencyPreferred(Fact):
    """The company, which is the subject, is billed in another currency: what it subscribes to from now on, and each of its subscriptions
    from the period that begins with its day of `first_days` on. A day that has passed: a change that was to come is taken back."""

    kind: ClassVar[str] = "company.currency_preferred"
    audience: ClassVar[str] = "subscriptions.read"

    previous: str
    currency: str
    first_days: dict[SubscriptionId, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChanged(Fact):
    """Modules, plans or prices were added; the subject is "catalogue"."""

    kind: ClassVar[str] = "catalogue.changed"
    audience: ClassVar[str] = "catalogue.read"

    modules: int
    plans: int
    prices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleCreated(Fact):
    """Something new can be sold, as soon as it has a plan; the subject is the module."""

    kind: ClassVar[str] = "module.created"
    audience: ClassVar[str] = "catalogue.read"

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleChanged(Fact):
    """The texts of a module are different; `changed` names the fields."""

    kind: ClassVar[str] = "module.changed"
    audience: ClassVar[str] = "catalogue.read"

    changed: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCreated(Fact):
    """A module can be had on a further plan; the subject is the plan. `prices` of it came with it, in these currencies."""

    kind: ClassVar[str] = "plan.created"
    audience: ClassVar[str] = "catalogue.read"

    module_id: ModuleId
    slug: str
    name: str
    currencies: Sequence[str]
    prices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged(Fact):
    """Future subscriptions to the plan begin with a trial of so many days, or with none; the subject is the plan."""

    kind: ClassVar[str] = "plan.changed"
    audience: ClassVar[str] = "catalogue.read"

    module_id: ModuleId
    slug: str
    name: str
    trial_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRetired(Fact):
    """A plan is sold to nobody any more; who has it keeps it. The subject is the plan."""

    kind: ClassVar[str] = "plan.retired"
    audience: ClassVar[str] = "catalogue.read"

    module_id: ModuleId
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCreated(Fact):
    """A plan has got a further component or currency; the subject is the price."""

    kind: ClassVar[str] = "price.created"
    audience: ClassVar[str] = "catalogue.read"

    plan_id: PlanId
    currency: str
    component: str
    meter: str | None
    effective_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCorrected(Fact):
    """A price has a version that takes the place of the others from a past moment on; the subject is the new version's id.

    What was used since is rated anew, and the next bill runs book the differences.
    """

    kind: ClassVar[str] = "price.corrected"
    audience: ClassVar[str] = "catalogue.read"

    plan_id: PlanId
    currency: str
    component: str
    meter: str | None
    price_version: int
    corrects_from: datetime
    reason: str


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
