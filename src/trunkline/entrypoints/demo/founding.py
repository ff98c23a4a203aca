"""The first day: the operator, the companies, their people, cards and subscriptions."""

from __future__ import annotations

from decimal import Decimal

from trunkline.domains.access import actions as access
from trunkline.domains.access.model import NewUser
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import LegalEntity, Party
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.payments import actions as payments
from trunkline.domains.payments.ports import PaymentProviders, PresentedCard
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile
from trunkline.entrypoints.demo.people import OPERATOR, DemoCompany, SignIn, people_of
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope, system_actor
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency

ACTOR = system_actor("trunkline demo")

ISSUER = LegalEntity(
    key="operator",
    party=Party(
        name="Trunkline Demo Operator Ltd",
        email="billing@trunkline.example",
        address_lines=("1 Exchange Square",),
        postal_code="EC2A 1AA",
        city="London",
        country="GB",
        tax_id="GB123456789",
    ),
    number_prefix="TL",
    net_days=14,
    zone="Europe/London",
)


async def found_operator(program: Program) -> None:
    """The catalogue, the roles, who issues invoices, and the operator's staff."""
    async with program.scope(ACTOR) as scope:
        await marketplace.install_catalogue(scope)
        await billing.name_issuer(scope, ISSUER)
        await access.install_roles(scope)
        for person in OPERATOR:
            await _let_in(scope, person, None)


async def found_company(program: Program, company: DemoCompany) -> CompanyId:
    """A company with its people, its card and what it has subscribed to."""
    async with program.scope(ACTOR) as scope:
        made = await tenants.create_company(
            scope,
            slug=company.slug,
            name=company.name,
            zone=company.zone,
            currency=Currency.of(company.currency),
            locale=company.locale,
            billing_cycle_day=company.billing_cycle_day,
            billing_profile=_profile(company),
        )
        for person in people_of(company):
            await _let_in(scope, person, made.id)
    await present_card(program, made.id, company.card)
    async with program.scope(ACTOR, company_id=made.id) as scope:
        for bought in company.bought:
            module = await catalogue.module_by_slug(scope, bought.module)
            plan = await catalogue.plan_by_slug(scope, module.id, bought.plan)
            await marketplace.start_subscription(scope, plan.id)
    return made.id


async def present_card(program: Program, company_id: CompanyId, token: str) -> None:
    """Attach one of the simulator's cards and make it the one that pays."""
    provider = program.port(PaymentProviders).first
    attached = await provider.attach_method(PresentedCard(token))
    async with program.scope(ACTOR, company_id=company_id) as scope:
        await payments.add_method(scope, provider.name, attached, make_default=True)


def _profile(company: DemoCompany) -> BillingProfile:
    return BillingProfile(
        legal_name=company.name,
        email=f"accounts@{company.domain}",
        address_lines=company.address,
        postal_code=company.postal_code,
        city=company.city,
        country=company.country,
        tax_id=company.tax_id,
        tax_rate=Decimal(company.tax_rate),
    )


async def _let_in(scope: Scope, person: SignIn, company_id: CompanyId | None) -> None:
    await access.create_user(
        scope,
        NewUser(
            name=person.name,
            email=person.email,
            roles=(person.role,),
            company_id=company_id,
            password=person.password,
        ),
    )
