"""Routes of companies. The operator takes them on and changes them; a company's own people see theirs."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.tenants import actions, queries
from trunkline.domains.tenants.model import BillingProfile, Company, CompanyState
from trunkline.infra.web import Moment, PageOut, Paging, ReadScope, Router, WriteScope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, decimal_of

router = Router("tenants")

CycleDay = Annotated[
    int | None, Field(description="Day of the month on which periods begin; null: that of each subscription.")
]
Ratio = Annotated[str, Field(description="A ratio as a decimal string: 0.19 is nineteen per cent.", examples=["0.19"])]


class BillingProfileBody(BaseModel):
    """Who invoices are made out to, and what tax is on them."""

    model_config = ConfigDict(extra="forbid")

    legal_name: str
    email: str
    address_lines: list[str] = []
    postal_code: str = ""
    city: str = ""
    country: str
    tax_id: str = ""
    tax_rate: Ratio = "0"
    tax_inclusive: Annotated[bool, Field(description="Whether amounts contain their tax.")] = False
    tax_rates: Annotated[
        dict[str, Ratio],
        Field(description="By tax code: the rate of prices that have it; `tax_rate` is that of all others."),
    ] = {}

    @staticmethod
    def of(profile: BillingProfile) -> "BillingProfileBody":
        lines = {name: getattr(profile, name) for name in BillingProfile.__slots__}
        rates = {code: format(rate, "f") for code, rate in profile.tax_rates.items()}
        return BillingProfileBody(**lines | {"tax_rate": format(profile.tax_rate, "f"), "tax_rates": rates})

    def profile(self) -> BillingProfile:
        rates = {code: _rate(rate, "tax_rates") for code, rate in self.tax_rates.items()}
        lines = {"address_lines": tuple(self.address_lines), "tax_rate": _rate(self.tax_rate, "tax_rate")}
        return BillingProfile(**self.model_dump() | lines | {"tax_rates": rates})


def _rate(told: str, name: str) -> Decimal:
    try:
        return decimal_of(told, name=name)
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(f"/billing_profile/{name}", problem.detail)]) from None


class OwnClockIn(BaseModel):
    """Makes a test company: it lives by a clock of its own that stands until it is moved. It never becomes a real one."""

    model_config = ConfigDict(extra="forbid")

    now: Annotated[Moment, Field(description="Where the clock begins; whole seconds are kept.")]


class OwnClockOut(BaseModel):
    """The company's own time, and where it is on its way to, if it moves."""

    model_config = ConfigDict(from_attributes=True)

    now: datetime
    advancing_to: datetime | None


class CompanyIn(BaseModel):
    """A company to take on. Slug and zone cannot be changed afterwards; the currency is what it prefers to be billed in."""

    model_config = ConfigDict(extra="forbid")

    slug: str
    name: str
    zone: Annotated[str, Field(description="IANA time zone; it decides what a day is.", examples=["Europe/Berlin"])]
    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    locale: str = "en"
    billing_cycle_day: CycleDay = None
    billing_profile: BillingProfileBody
    test_clock: Annotated[
        OwnClockIn | None, Field(description="For a company to try things on; only where payments are simulated.")
    ] = None


class CompanyPatch(BaseModel):
    """What is left out stays as it is; `billing_cycle_day: null` is a change."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    locale: str = ""
    billing_cycle_day: CycleDay = None
    state: CompanyState = CompanyState.active
    billing_profile: BillingProfileBody | None = None


class CompanyOut(BaseModel):
    id: CompanyId
    slug: str
    name: str
    zone: str
    currency: str
    locale: str
    billing_cycle_day: int | None
    state: CompanyState
    created_at: datetime
    billing_profile: BillingProfileBody
    test_clock: Annotated[OwnClockOut | None, Field(description="Null for a company that is real.")]

    @staticmethod
    def of(company: Company) -> "CompanyOut":
        shown = {name: getattr(company, name) for name in Company.__slots__}
        as_shown = {
            "currency": company.currency.code,
            "billing_profile": BillingProfileBody.of(company.billing_profile),
            "test_clock": None if company.test_clock is None else OwnClockOut.model_validate(company.test_clock),
        }
        return CompanyOut(**shown | as_shown)


@router.get("/companies", permission=Permission.companies_read)
async def list_companies(scope: ReadScope, page: Paging) -> PageOut[CompanyOut]:
    """Companies by slug; a company's own people see theirs only."""
    found = await queries.companies(scope, page.request)
    return page.out(found.map(CompanyOut.of))


@router.post("/companies", permission=Permission.companies_manage, status_code=201)
async def create_company(scope: WriteScope, body: CompanyIn) -> CompanyOut:
    """Take on a company."""
    given: dict[str, Any] = dict(body) | {
        "currency": Currency.of(body.currency),
        "billing_profile": body.billing_profile.profile(),
        "test_clock": None if body.test_clock is None else body.test_clock.now,
    }
    return CompanyOut.of(await actions.create_company(scope, **given))


@router.get("/companies/{company_id}", permission=Permission.companies_read)
async def get_company(scope: ReadScope, company_id: CompanyId) -> CompanyOut:
    """One company."""
    return CompanyOut.of(await queries.company(scope, company_id))


@router.patch("/companies/{company_id}", permission=Permission.companies_manage)
async def change_company(scope: WriteScope, company_id: CompanyId, body: CompanyPatch) -> CompanyOut:
    """Change the fields that the body names."""
    changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
    if (
        profile := changes.pop("billing_profile", None)
    ) is not None:  # there is no company without one: null is no change
        changes["billing_profile"] = profile.profile()
    return CompanyOut.of(await actions.change_company(scope, company_id, **changes))
