"""Attaching, choosing and removing payment methods. The provider has been asked before any of these begins.

The company is held meanwhile: it has one default, and two who choose at once must not meet in the database's refusal of a second.
"""

from __future__ import annotations

from trunkline.domains.payments import store
from trunkline.domains.payments.events import DefaultMethodChosen, PaymentMethodAttached, PaymentMethodRemoved
from trunkline.domains.payments.model import AttachedMethod, PaymentMethod
from trunkline.domains.payments.ports import PaymentProvider, PaymentProviders
from trunkline.domains.payments.queries import default_method, payment_method
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.actions import LivePayments
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PaymentMethodId


def would_be_real(scope: Scope, provider: PaymentProvider) -> bool:
    """Whether a company that lives by a clock of its own would be charged by a provider that takes real money."""
    return scope.clock is not None and provider.is_live


def connected(providers: PaymentProviders, name: str) -> PaymentProvider | None:
    """The provider of a method or payment; None where the installation has been parted from it."""
    return providers.of(name) if name in providers.names else None


def check_reality(scope: Scope, provider: PaymentProvider) -> None:
    """Raises `LivePayments` where a test company would be given a method, or asked for a payment, that takes real money."""
    if would_be_real(scope, provider):
        raise LivePayments("This is a test company; its payments can only be simulated ones.")


async def add_method(scope: Scope, provider: str, attached: AttachedMethod, *, make_default: bool) -> PaymentMethod:
    """Keep a method that the provider has accepted. A company's first method is its default whether or not it was asked for.

    Raises `LivePayments` for a test company where payments are real.
    """
    check_reality(scope, scope.port(PaymentProviders).of(provider))
    await tenants.hold_company(scope)
    is_default = make_default or await default_method(scope, scope.company) is None
    method = PaymentMethod(
        id=scope.new_id(PaymentMethodId),
        company_id=scope.company,
        provider=provider,
        token=attached.token,
        kind=attached.kind,
        brand=attached.brand,
        last4=attached.last4,
        exp_month=attached.exp_month,
        exp_year=attached.exp_year,
        is_default=is_default,
        created_at=scope.now,
        removed_at=None,
        customer_token=attached.customer_token,
    )
    await store.insert_method(scope, method)
    scope.announce(
        PaymentMethodAttached(
            company_id=method.company_id,
            subject=method.id,
            provider=provider,
            brand=method.brand,
            last4=method.last4,
            is_default=is_default,
        )
    )
    return method


async def choose_default(scope: Scope, method_id: PaymentMethodId) -> PaymentMethod:
    """From now on invoices are collected from this method. Raises `NotFound`."""
    await tenants.hold_company(scope)
    method = await payment_method(scope, method_id)
    before = await default_method(scope, scope.company)
    if before is not None and before.id == method_id:
        return method
    await store.make_default(scope, method)
    scope.announce(
        DefaultMethodChosen(
            company_id=method.company_id,
            subject=method.id,
            brand=method.brand,
            last4=method.last4,
            before={"default": None if before is None else before.id},
            after={"default": method.id},
        )
    )
    return await payment_method(scope, method_id)


async def remove_method(scope: Scope, method_id: PaymentMethodId) -> None:
    """The method is used for no new attempt; the provider forgets it when it hears of it. Raises `NotFound`."""
    await tenants.hold_company(scope)
    method = await payment_method(scope, method_id)
    await store.mark_removed(scope, method)
    scope.announce(
        PaymentMethodRemoved(company_id=method.company_id, subject=method.id, brand=method.brand, last4=method.last4)
    )
