"""Saving a method on a provider's own page: card data goes from its holder to the provider and never through here."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.methods import chosen_provider
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.api.shapes import MethodSetupIn, MethodSetupOut, MethodSetupStartedOut
from trunkline.domains.payments.ports import HostedSetup, HostedSetups, PaymentProviders
from trunkline.infra.web import CompanyParameter, ReadScope, WriteScope, identity_of, program_of, reading
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import MethodSetupId


class NoHostedPage(Conflict):
    """The provider has no page of its own on which a method is saved."""

    code = "no_hosted_page"
    title = "This provider has no page for that"


@dataclass(frozen=True, slots=True)
class Begun:
    id: MethodSetupId
    provider: str
    hosted: HostedSetup


async def _begin(request: Request, body: MethodSetupIn, company: CompanyParameter = None) -> Begun:
    program = program_of(request)
    async with reading(request, company) as scope:
        _ = scope.company  # a company that is missing, unknown or another's is refused before anything else
        provider = chosen_provider(program.port(PaymentProviders), body.provider)
        if not isinstance(provider, HostedSetups):
            raise NoHostedPage(f"{provider.name} saves methods by their token: POST /payment-methods.")
        setup_id = scope.new_id(MethodSetupId)
        back = f"{program.config.public_url}/payment-methods?setup={setup_id}"
        # A request that is repeated with its Idempotency-Key opens a page that nobody is sent to, and is answered with the first.
        asked = await actions.setup_request(scope, provider, back, str(setup_id))
    return Begun(setup_id, provider.name, await provider.begin_setup(asked))


@router.get("/payment-providers", permission=Permission.payments_read)
async def list_payment_providers(request: Request) -> list[str]:
    """The payment providers that are connected; the first keeps a new method where nobody names another."""
    return list(program_of(request).port(PaymentProviders).names)


@router.post("/payment-method-setups", permission=Permission.payments_manage, status_code=201)
async def begin_method_setup(
    begun: Annotated[Begun, Depends(_begin)],  # before the scope: dependencies are resolved in this order
    scope: WriteScope,
    body: MethodSetupIn,
) -> MethodSetupStartedOut:
    """Open the provider's page. Send the person to `url`; they come back to /payment-methods?setup=… of the console."""
    setup = await actions.keep_setup(scope, begun.id, begun.provider, begun.hosted, make_default=body.make_default)
    return MethodSetupStartedOut(
        **MethodSetupOut.of(setup).model_dump(), url=begun.hosted.url, client_secret=begun.hosted.client_secret
    )


@router.get("/payment-method-setups/{setup_id}", permission=Permission.payments_read)
async def show_method_setup(scope: ReadScope, setup_id: MethodSetupId) -> MethodSetupOut:
    """Whether the method is there yet."""
    return MethodSetupOut.of(await queries.method_setup(scope, setup_id))


@router.post("/payment-method-setups/{setup_id}/complete", permission=Permission.payments_manage)
async def complete_method_setup(
    request: Request, setup_id: MethodSetupId, company: CompanyParameter = None
) -> MethodSetupOut:
    """Ask the provider what came of the page. A page that nobody has finished stays open; repeating this is harmless."""
    async with reading(request, company) as scope:
        company_id = (await queries.method_setup(scope, setup_id)).company_id
    program, identity = program_of(request), await identity_of(request)
    begin = program.begin_as(identity.actor)
    setup = await actions.complete_setup(begin, program.port(PaymentProviders), company_id, setup_id)
    return MethodSetupOut.of(setup)
