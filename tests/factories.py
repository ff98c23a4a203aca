"""One small factory per noun: what a test does not care about has a believable value, what it does care about it names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import httpx2

from trunkline.domains.access import actions as access
from trunkline.domains.access.model import NewUser, RoleKey, User
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import Grain, Module, Plan, Subscription
from trunkline.domains.marketplace.model.offers import ModuleOffer, PlanOffer, PriceOffer
from trunkline.domains.marketplace.model.offers.shapes import MONTHLY, platform_fee
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile, Company
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle

PASSWORD = "a sentence only tests use"


# ---------------------------------------------------------------------------------------------------------------- tenants
def make_profile(name: str = "Nordlicht GmbH", *, tax_rate: str = "0.19", **taxes: Any) -> BillingProfile:
    return BillingProfile(
        legal_name=name,
        email="billing@nordlicht.example",
        address_lines=("Hafenstraße 7",),
        postal_code="20457",
        city="Hamburg",
        country="DE",
        tax_id="DE123456788",
        tax_rate=Decimal(tax_rate),
        **taxes,
    )


async def make_company(
    scope: Scope,
    slug: str = "nordlicht",
    *,
    zone: str = "Europe/Berlin",
    currency: str = "EUR",
    billing_cycle_day: int | None = None,
    tax_rate: str = "0.19",
) -> Company:
    return await tenants.create_company(
        scope,
        slug=slug,
        name=slug.capitalize(),
        zone=zone,
        currency=Currency.of(currency),
        billing_cycle_day=billing_cycle_day,
        billing_profile=make_profile(tax_rate=tax_rate),
    )


# ----------------------------------------------------------------------------------------------------------------- access
async def make_user(
    scope: Scope,
    *roles: RoleKey,
    company_id: CompanyId | None = None,
    email: str = "ada@trunkline.example",
    password: str = PASSWORD,
) -> User:
    """A user with the built-in roles given; without a company one of the operator's staff."""
    await access.install_roles(scope)
    name = email.partition("@")[0].capitalize()
    invited = await access.create_user(
        scope, NewUser(name=name, email=email, roles=roles, company_id=company_id, password=password)
    )
    return invited.member.user


async def sign_in(
    client: httpx2.AsyncClient, email: str = "ada@trunkline.example", password: str = PASSWORD
) -> dict[str, Any]:
    """Sign the client in as this user: its cookie and CSRF header are set from now on. Returns the session."""
    answer = await client.post("/api/v1/session", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    session: dict[str, Any] = answer.json()
    client.headers["X-CSRF-Token"] = session["csrf_token"]
    return session


# ------------------------------------------------------------------------------------------------------------ marketplace
def make_plan(
    slug: str = "small", *prices: PriceOffer, proration: Grain = Grain.day, cycle: Cycle = MONTHLY
) -> PlanOffer:
    """A plan to offer; without prices of its own a fee of EUR 31.00 in advance."""
    return PlanOffer(
        slug=slug,
        name=slug.capitalize(),
        description=f"The {slug} plan.",
        prices=prices or (platform_fee(EUR="31.00"),),
        proration=proration,
        cycle=cycle,
    )


async def make_module(scope: Scope, slug: str = "reception", *plans: PlanOffer) -> Module:
    """A module in the catalogue; without plans of its own a small and a large one."""
    offer = ModuleOffer(
        slug=slug,
        name=slug.capitalize(),
        summary=f"Does {slug}.",
        description=f"Does {slug}, and does it well.",
        category="voice",
        icon="phone",
        meters=(),
        plans=plans or (make_plan("small"), make_plan("large", platform_fee(EUR="62.00"))),
    )
    return await marketplace.install_module(scope, offer)


async def make_subscription(
    scope: Scope, plan: Plan, *, quantity: int = 1, started_on: date | None = None
) -> Subscription:
    """The scope's company subscribes to the plan, now or since a day that has passed."""
    return await marketplace.start_subscription(scope, plan.id, quantity=quantity, started_on=started_on)
