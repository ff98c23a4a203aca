"""A scenario: who sells what to whom, what is done when, and what must come of it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model, model_validator

from trunkline.domains.billing.api.payment_terms import EarlyDiscountBody, LateFeeBody
from trunkline.domains.marketplace.api.drafts import PlanIn
from trunkline.entrypoints.scenario.expect import Expectation
from trunkline.entrypoints.scenario.steps import VERBS, Form
from trunkline.entrypoints.scenario.steps.paying import Card
from trunkline.entrypoints.scenario.values import Exact, When, Word
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency
from trunkline.kernel.period import zone_of

POLICIES = tuple(str(number) for number in range(12))  # docs/reference/money-policies.md


def _zone(name: str) -> str:
    try:
        return str(zone_of(name).key)
    except Invalid as problem:
        raise ValueError(problem.detail) from None


def _currency(code: str) -> str:
    try:
        return Currency.of(code).code
    except Invalid as problem:
        raise ValueError(problem.detail) from None


def _policy(one: str) -> str:
    if one not in POLICIES:
        raise ValueError(f"{one!r} is no money policy; they are {POLICIES[0]} to {POLICIES[-1]}")
    return one


def _as_list(given: Any) -> Any:
    return given if isinstance(given, list) else [given]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Company(_Part):
    """Who buys. Anything but these is the same in every scenario."""

    name: str = "Nordlicht GmbH"
    billing_cycle_day: Annotated[
        int | None, Field(description="Day of the month on which periods begin; left out: that of each subscription.")
    ] = None
    tax_rate: Annotated[Exact, Field(description="0.19 is nineteen per cent.")] = "0"
    tax_inclusive: Annotated[bool, Field(description="Whether amounts contain their tax.")] = False
    tax_rates: Annotated[dict[str, Exact], Field(description="By tax code: the rate of prices that have it.")] = {}
    grace_days: Annotated[
        int | None, Field(description="How many days after a period's end its invoice stays a draft.")
    ] = None
    net_days: Annotated[int | None, Field(description="Days to pay from the issue on.")] = None
    threshold: Annotated[
        Exact | None, Field(description="Usage of open periods that comes to it, before tax, is invoiced at once.")
    ] = None
    early_discount: Annotated[
        EarlyDiscountBody | None,
        Field(description="What paying within `days` of the issue saves: `percent` or `amount`."),
    ] = None
    late_fee: Annotated[
        LateFeeBody | None, Field(description="What being open `after_days` costs: `percent` or `amount`.")
    ] = None
    country: str = "DE"
    locale: str = "en"
    card: Annotated[Card | None, Field(description="The card that pays; without one invoices stay open.")] = None


@cache
def act_form() -> type[BaseModel]:
    """A map of exactly one verb."""
    fields: dict[str, Any] = {
        verb.name: (Annotated[verb.form | None, Field(description=verb.about)], None) for verb in VERBS.values()
    }
    return create_model("Act", __base__=_OneVerb, **fields)


class _OneVerb(_Part):
    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, given: Any) -> Any:
        """A verb that says nothing more may stand alone; one without a value is the same."""
        if isinstance(given, str):
            return {given: {}}
        return (
            {name: {} if value is None else value for name, value in given.items()}
            if isinstance(given, dict)
            else given
        )

    @model_validator(mode="after")
    def _just_one(self) -> _OneVerb:
        if len(self.model_fields_set) != 1:
            raise ValueError("one verb at a time; several of them are a list: - usage: 5")
        return self

    @property
    def verb(self) -> str:
        return next(iter(self.model_fields_set))

    @property
    def given(self) -> Form:
        form = getattr(self, self.verb)
        assert isinstance(form, Form)
        return form


class Step(_Part):
    """A moment, what is done at it, and what must be so afterwards. Without `at` it follows the step before at once."""

    at: When | None = None
    by: Annotated[str, Field(pattern="^(operator|company)$", description="Who does it: `operator` or `company`.")] = (
        "operator"
    )
    do: Annotated[list[act_form()], BeforeValidator(_as_list), Field(description="A verb, or a list of them.")] = []  # type: ignore[valid-type]
    refused: Annotated[str | None, Field(description="The code with which the API must refuse what is done.")] = None
    expect: Expectation | None = None
    note: str = ""


class Scenario(_Part):
    """A file."""

    title: str
    policy: Annotated[
        list[Annotated[Word, AfterValidator(_policy)]], Field(description="The money policies that it shows.")
    ]
    about: Annotated[str, Field(description="How the expected numbers come about.")] = ""
    currency: Annotated[str, AfterValidator(_currency)] = "EUR"
    zone: Annotated[str, AfterValidator(_zone), Field(description="The company's IANA time zone.")] = "Europe/Berlin"
    starts: Annotated[When, Field(description="When the company is taken on.")]
    company: Company = Company()
    plans: Annotated[
        dict[str, dict[str, Any]],
        Field(
            description="By slug: a plan of the catalogue API, with its `module` (one is there anyway) and its prices. A price is in the "
            "scenario's currency, in advance unless it has a meter, and named after its component, unless it says otherwise."
        ),
    ]
    steps: list[Step]

    @property
    def place(self) -> ZoneInfo:
        return zone_of(self.zone)


def plan_schema() -> dict[str, Any]:
    """The catalogue API's own."""
    return PlanIn.model_json_schema(ref_template="#/$defs/{model}")
