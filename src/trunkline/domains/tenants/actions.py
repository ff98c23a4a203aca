"""Taking on companies, and changing what may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Unpack

from trunkline.domains.tenants import queries, store
from trunkline.domains.tenants.events import CompanyChanged, CompanyCreated
from trunkline.domains.tenants.model import BillingProfile, Company, CompanyChanges, OwnClock
from trunkline.domains.tenants.ports import PaymentsMode
from trunkline.domains.tenants.rules import check_company
from trunkline.infra.clocks import insert_clock
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency

CLOCKS_FROM, CLOCKS_UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class LivePayments(Conflict):
    """Payments are real here: time that is made up must not charge anybody."""

    code = "live_payments"
    title = "Payments are real here"


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
    test_clock: datetime | None = None,
) -> Company:
    """Take on a company. With `test_clock` it is a test company for ever, lives by a clock of its own and begins at that moment.

    Raises `Invalid` with the fields, `Conflict` when the slug is taken, `LivePayments` for a test company where payments are real.
    """
    if test_clock is not None:
        scope = replace(scope, now=_beginning(scope, test_clock))
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
        test_clock=None if test_clock is None else OwnClock(now=scope.now),
    )
    check_company(made)
    if not await store.insert_company(scope, made):
        raise Conflict(f"There is a company called {slug!r} already.")
    if test_clock is not None:
        await insert_clock(scope.tx, made.id, scope.now)
    scope.announce(
        CompanyCreated(company_id=made.id, subject=made.id, slug=slug, name=name, zone=zone, currency=currency.code)
    )
    return made


async def change_company(scope: Scope, company_id: CompanyId, **changes: Unpack[CompanyChanges]) -> Company:
    """Change the named fields. What is the same as before is no change, and nothing is announced for it."""
    before = await _locked(scope, company_id)
    scope = await scope.within(company_id)
    after = replace(before, **changes)
    check_company(after)
    if changed := tuple(sorted(name for name in changes if getattr(before, name) != getattr(after, name))):
        await store.update_company(scope, after)
        scope.announce(CompanyChanged(company_id=after.id, subject=after.id, changed=changed))
    return after


async def change_currency(scope: Scope, company_id: CompanyId, currency: Currency) -> Company:
    """What the company is sold in from now on; returns it as it was before, held. Whoever asks announces it, with what it means for the
    company's subscriptions."""
    before = await _locked(scope, company_id)
    if before.currency != currency:
        await store.update_company(scope, replace(before, currency=currency))
    return before


async def hold_company(scope: Scope, *, shared: bool = False) -> Company:
    """The scope's company, with nobody else holding it until we are done; `shared`: nobody else holding it alone."""
    held = await store.lock_company(scope, scope.company, shared=shared)
    assert held is not None, "companies are never deleted"
    return held


async def _locked(scope: Scope, company_id: CompanyId) -> Company:
    """The company, with nobody else changing it until we are done. Somebody else's does not exist."""
    known = await queries.company(scope, company_id)
    found = await store.lock_company(scope, company_id)
    assert found is not None, "companies are never deleted"
    return replace(found, test_clock=known.test_clock)


def _beginning(scope: Scope, told: datetime) -> datetime:
    if scope.port(PaymentsMode).is_live(scope):
        raise LivePayments(
            "The payment provider takes real money; a company with a test clock can only be made where payments are simulated."
        )
    moment = told.astimezone(UTC).replace(microsecond=0) if told.tzinfo else None
    if moment is None or not CLOCKS_FROM <= moment <= CLOCKS_UNTIL:
        detail = f"test_clock.now must be a moment with its offset, from {CLOCKS_FROM:%Y} to {CLOCKS_UNTIL:%Y}."
        raise Invalid(detail, fields=[FieldProblem("/test_clock/now", detail)])
    return moment
