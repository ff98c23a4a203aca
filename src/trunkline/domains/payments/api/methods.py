"""Payment methods. The provider is asked before the transaction begins, so that a slow one keeps nobody from writing."""

from typing import Annotated, NamedTuple

from fastapi import Depends
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.api.shapes import PaymentMethodIn, PaymentMethodOut
from trunkline.domains.payments.model import AttachedMethod
from trunkline.domains.payments.ports import PaymentProvider, PaymentProviders, PresentedCard
from trunkline.infra.web import (
    CompanyParameter,
    PageOut,
    Paging,
    ReadScope,
    WriteScope,
    identity_of,
    program_of,
    reading,
)
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import PaymentMethodId


@router.get("/payment-methods", permission=Permission.payments_read)
async def list_payment_methods(scope: ReadScope, paging: Paging) -> PageOut[PaymentMethodOut]:
    """The methods that can be used, newest first."""
    page = await queries.payment_methods(scope, paging.request)
    return paging.out(page.map(PaymentMethodOut.of))


class Attached(NamedTuple):
    provider: str
    method: AttachedMethod


async def _attach(request: Request, body: PaymentMethodIn, company: CompanyParameter = None) -> Attached:
    async with reading(request, company) as scope:
        _ = scope.company  # a company that is missing, unknown or another's is refused before a card is attached for it
        provider = chosen_provider(program_of(request).port(PaymentProviders), body.provider)
        actions.check_reality(scope, provider)
    card = PresentedCard(body.token.get_secret_value(), await _once(request))
    return Attached(provider.name, await provider.attach_method(card))


async def _once(request: Request) -> str | None:
    """The caller's Idempotency-Key, told apart from other callers': a repeated request attaches no second card at the provider."""
    key = request.headers.get("idempotency-key")
    return None if key is None else f"{(await identity_of(request)).actor.id}:{key}"


def chosen_provider(providers: PaymentProviders, name: str | None) -> PaymentProvider:
    """The named provider, or the first. Raises `Invalid`."""
    if name is None:
        return providers.first
    if name not in providers.names:
        known = ", ".join(providers.names)
        told = f"This provider is not connected here; connected are: {known}."
        raise Invalid(told, fields=[FieldProblem("/provider", told)])
    return providers.of(name)


@router.post("/payment-methods", permission=Permission.payments_manage, status_code=201)
async def add_payment_method(
    attached: Annotated[Attached, Depends(_attach)],  # before the scope: dependencies are resolved in this order
    scope: WriteScope,
    body: PaymentMethodIn,
) -> PaymentMethodOut:
    """Attach a card. Of the number that was sent, only the last four digits are kept."""
    method = await actions.add_method(scope, attached.provider, attached.method, make_default=body.make_default)
    return PaymentMethodOut.of(method)


@router.put("/payment-methods/{method_id}/default", permission=Permission.payments_manage)
async def choose_default_payment_method(scope: WriteScope, method_id: PaymentMethodId) -> PaymentMethodOut:
    """Collect invoices from this method from now on."""
    return PaymentMethodOut.of(await actions.choose_default(scope, method_id))


@router.delete("/payment-methods/{method_id}", permission=Permission.payments_manage, status_code=204)
async def remove_payment_method(scope: WriteScope, method_id: PaymentMethodId) -> None:
    """Forget a card."""
    await actions.remove_method(scope, method_id)
