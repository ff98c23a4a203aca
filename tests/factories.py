"""One small factory per noun: what a test does not care about has a believable value, what it does care about it names."""

from __future__ import annotations

from decimal import Decimal

from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile, Company
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency


# ---------------------------------------------------------------------------------------------------------------- tenants
def make_profile(name: str = "Nordlicht GmbH", *, tax_rate: str = "0.19") -> BillingProfile:
    return BillingProfile(
        legal_name=name,
        email="billing@nordlicht.example",
        address_lines=("Hafenstraße 7",),
        postal_code="20457",
        city="Hamburg",
        country="DE",
        tax_id="DE123456788",
        tax_rate=Decimal(tax_rate),
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
