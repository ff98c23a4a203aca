"""Taking on companies, and changing what may change."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from trunkline.domains.tenants import queries, store
from trunkline.domains.tenants.events import CompanyChanged, CompanyCreated
from trunkline.domains.tenants.model import BillingProfile, Company, CompanyChanges
from trunkline.domains.tenants.rules import check_company
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency


async def create_company(
    scope: Scope,
    *,
    slug: str,
    name: str,
    zone: str,
    currency: Currency,
    billing_profile: BillingProfile,
    locale: str = "en",
    billing_cycle_day: int | None = None,
) -> Company:
    """Take on a company. Raises `Invalid` with the fields, or `Conflict` when the slug is taken."""
    made = Company(
        id=scope.new_id(CompanyId),
        slug=slug,
        name=name,
        zone=zone,
        currency=currency,
        locale=locale,
        billing_cycle_day=billing_cycle_day,
        billing_profile=billing_profile,
        created_at=scope.now,
    )
    check_company(made)
    if not await store.insert_company(scope, made):
        raise Conflict(f"There is a company called {slug!r} already.")
    scope.announce(
        CompanyCreated(company_id=made.id, subject=made.id, slug=slug, name=name, zone=zone, currency=currency.code)
    )
    return made


async def change_company(scope: Scope, company_id: CompanyId, **changes: Unpack[CompanyChanges]) -> Company:
    """Change the named fields. What is the same as before is no change, and nothing is announced for it."""
    before = await _locked(scope, company_id)
    after = replace(before, **changes)
    check_company(after)
    if changed := tuple(sorted(name for name in changes if getattr(before, name) != getattr(after, name))):
        await store.update_company(scope, after)
        scope.announce(CompanyChanged(company_id=after.id, subject=after.id, changed=changed))
    return after


async def hold_company(scope: Scope, *, shared: bool = False) -> Company:
    """The scope's company, with nobody else holding it until we are done; `shared`: nobody else holding it alone."""
    held = await store.lock_company(scope, scope.company, shared=shared)
    assert held is not None, "companies are never deleted"
    return held


async def _locked(scope: Scope, company_id: CompanyId) -> Company:
    """The company, with nobody else changing it until we are done. Somebody else's does not exist."""
    await queries.company(scope, company_id)
    found = await store.lock_company(scope, company_id)
    assert found is not None, "companies are never deleted"
    return found
