"""Saving a method on a provider's own page. The provider is asked outside of every transaction, as always."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.payments import queries, store
from trunkline.domains.payments.actions.methods import add_method, check_reality
from trunkline.domains.payments.model import AttachedMethod, MethodSetup, SetupState
from trunkline.domains.payments.ports import HostedSetup, HostedSetups, PaymentProvider, PaymentProviders, SetupRequest
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import CompanyId, MethodSetupId


async def setup_request(scope: Scope, provider: PaymentProvider, return_url: str, key: str) -> SetupRequest:
    """What the provider is asked for the scope's company. Its person comes back to `return_url`, however it ends.

    Raises `LivePayments` for a test company where payments are real, `NotFound`.
    """
    check_reality(scope, provider)
    company = await tenants.company(scope, scope.company)
    return SetupRequest(
        idempotency_key=key,
        company_id=company.id,
        company_name=company.name,
        email=company.billing_profile.email,
        return_url=return_url,
        cancel_url=return_url,
        customer_token=await queries.customer_token(scope, provider.name),
    )


async def keep_setup(
    scope: Scope, setup_id: MethodSetupId, provider: str, hosted: HostedSetup, *, make_default: bool
) -> MethodSetup:
    """Remember whose page the provider has opened."""
    setup = MethodSetup(setup_id, scope.company, provider, hosted.reference, make_default, SetupState.open, scope.now)
    await store.insert_setup(scope, setup)
    return setup


async def complete_setup(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, setup_id: MethodSetupId
) -> MethodSetup:
    """Ask the provider what came of the page, and keep the method. One that is still open stays so; twice is once.

    Raises `NotFound`, `Unavailable`.
    """
    async with begin(company_id, write=False) as scope:
        setup = await queries.method_setup(scope, setup_id)
    if setup.state is not SetupState.open:
        return setup
    source = providers.of(setup.provider)
    assert isinstance(source, HostedSetups), f"{setup.provider} has opened a page"
    try:
        attached = await source.complete_setup(setup.reference)
    except Invalid as refused:
        async with begin(company_id) as scope:
            return await _end(scope, setup_id, None, refused.detail)
    if attached is None:
        return setup
    async with begin(company_id) as scope:
        return await _end(scope, setup_id, attached, None)


async def _end(
    scope: Scope, setup_id: MethodSetupId, attached: AttachedMethod | None, message: str | None
) -> MethodSetup:
    """Write the end down, unless the notice or the person was faster."""
    setup = await store.lock_setup(scope, setup_id)
    if setup.state is not SetupState.open:
        return setup
    method_id = None
    if attached is not None:
        method = await add_method(scope, setup.provider, attached, make_default=setup.make_default)
        method_id = method.id
    state = SetupState.refused if attached is None else SetupState.completed
    ended = replace(setup, state=state, completed_at=scope.now, method_id=method_id, message=message)
    await store.save_setup(scope, ended)
    return ended
