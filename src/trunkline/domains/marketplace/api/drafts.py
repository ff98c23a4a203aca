"""What the operator sends to have it sold."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.marketplace import actions
from trunkline.domains.marketplace.api.adjustments import AdjustmentsBody, adjustments_of
from trunkline.domains.marketplace.api.aggregation import AggregationBody, aggregation_of
from trunkline.domains.marketplace.api.terms import TermsBody, problems_at, terms_of
from trunkline.domains.marketplace.model import Alignment, Grain, NewModule, NewPlan, NewPrice, Price, Timing
from trunkline.domains.marketplace.model.offers import EFFECTIVE_FROM
from trunkline.infra.scope import Scope
from trunkline.infra.web import Moment
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import PriceId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval

LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # later ones overflow in some zone; the rules draw the line much earlier

Icon = Annotated[str, Field(description="A name of the icon set that the console uses.", examples=["phone-incoming"])]


TrialDays = Annotated[
    int | None,
    Field(strict=True, description="1 … 730 days that cost nothing, once per company and module; null: none."),
]


class ModuleIn(BaseModel):
    """Something to sell. The slug cannot be changed afterwards."""

    model_config = ConfigDict(extra="forbid")

    slug: Annotated[str, Field(examples=["fax-gateway"])]
    name: str
    summary: str = ""
    description: str = ""
    category: Annotated[str, Field(examples=["voice", "messaging"])]
    icon: Icon = "box"

    def draft(self) -> NewModule:
        return NewModule(**self.model_dump())


class ModulePatch(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    summary: str = ""
    description: str = ""
    category: str = ""
    icon: Icon = ""


class PriceIn(BaseModel):
    """One component of a plan in one currency. With a meter it prices what is used, without one the subscription's quantity."""

    model_config = ConfigDict(extra="forbid")

    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    component: Annotated[str, Field(description="Its name within the plan.", examples=["platform_fee", "calls"])]
    description: Annotated[str, Field(description="How the line is called on invoices.", examples=["Platform fee"])]
    timing: Timing
    meter: Annotated[str | None, Field(description="What usage is counted on.", examples=["receptionist_calls"])] = None
    unit: Annotated[str, Field(examples=["month", "call", "message"])]
    terms: TermsBody
    adjustments: AdjustmentsBody | None = None
    aggregation: Annotated[
        AggregationBody | None, Field(description="Null: the quantities of all events are added up.")
    ] = None
    group_by: Annotated[
        list[str],
        Field(
            description="Up to two properties of events: each combination of their values is priced by itself, on a line of its own.",
            examples=[["region"]],
        ),
    ] = []
    tax_code: Annotated[
        str | None,
        Field(description="By which a company's own rate is found; null: its default rate.", examples=["telecom"]),
    ] = None
    effective_from: Annotated[
        Moment | None,
        Field(description="Null: as early as can be; now, where a company has the plan in this currency."),
    ] = None

    def draft(self, pointer: str = "") -> NewPrice:
        """Raises `Invalid` at `pointer`."""
        with problems_at(f"{pointer}/currency"):
            currency = Currency.of(self.currency)
        return NewPrice(
            currency=currency,
            component=self.component,
            description=self.description,
            timing=self.timing,
            meter=self.meter,
            unit=self.unit,
            terms=terms_of(self.terms, f"{pointer}/terms"),
            adjustments=adjustments_of(self.adjustments, f"{pointer}/adjustments"),
            aggregation=aggregation_of(self.aggregation, f"{pointer}/aggregation"),
            effective_from=moment_of(self.effective_from, f"{pointer}/effective_from"),
            tax_code=self.tax_code,
            group_by=tuple(self.group_by),
        )


class PlanIn(BaseModel):
    """A way to have a module. Its prices may come with it, in several currencies, or later."""

    model_config = ConfigDict(extra="forbid")

    slug: Annotated[str, Field(examples=["starter"])]
    name: str
    description: str = ""
    interval: Interval = Interval.month
    interval_count: int = 1
    proration: Grain = Grain.day
    alignment: Annotated[
        Alignment, Field(description="`calendar`: Mondays, firsts of months, quarters, half-years and years.")
    ] = Alignment.anniversary
    trial_days: TrialDays = None
    prices: list[PriceIn] = []

    def draft(self) -> NewPlan:
        """Raises `Invalid` with the field."""
        with problems_at("/interval_count"):
            cycle = Cycle(self.interval, self.interval_count)
        return NewPlan(
            slug=self.slug,
            name=self.name,
            description=self.description,
            cycle=cycle,
            proration=self.proration,
            alignment=self.alignment,
            trial_days=self.trial_days,
            prices=tuple(price.draft(f"/prices/{index}") for index, price in enumerate(self.prices)),
        )


class PlanPatch(BaseModel):
    """What future subscriptions begin with. A trial that has begun keeps its length."""

    model_config = ConfigDict(extra="forbid")

    trial_days: TrialDays


class RevisionIn(BaseModel):
    """Terms that hold from a moment on; what was used before keeps its price."""

    model_config = ConfigDict(extra="forbid")

    terms: TermsBody
    adjustments: Annotated[
        AdjustmentsBody | None, Field(description="Null: as before. An empty object: none any more.")
    ] = None
    aggregation: Annotated[
        AggregationBody | None, Field(description="Null: as before. The kind `sum` alone: quantities are added up.")
    ] = None
    effective_from: Annotated[Moment | None, Field(description="Null: from now on. Never in the past.")] = None


class PriceCorrectionIn(BaseModel):
    """What the price should have been from `corrects_from` on, which is past."""

    model_config = ConfigDict(extra="forbid")

    terms: TermsBody
    adjustments: Annotated[
        AdjustmentsBody | None, Field(description="Null: as before. An empty object: none any more.")
    ] = None
    aggregation: Annotated[
        AggregationBody | None, Field(description="Null: as before. The kind `sum` alone: quantities are added up.")
    ] = None
    corrects_from: Annotated[Moment, Field(description="Not ahead, and not before the price was first in force.")]
    reason: Annotated[str, Field(description="One line; it stands on the invoices.", examples=["Agreed on 1 March"])]

    async def correct(self, scope: Scope, price_id: PriceId) -> Price:
        """Correct the price as it says; see `actions.correct_price`. Raises `Invalid` with the field."""
        since = moment_of(self.corrects_from, "/corrects_from")
        assert since is not None, "the body names it"
        return await actions.correct_price(
            scope,
            price_id,
            terms_of(self.terms, "/terms"),
            corrects_from=since,
            reason=self.reason,
            adjustments=None if self.adjustments is None else adjustments_of(self.adjustments, "/adjustments"),
            aggregation=aggregation_of(self.aggregation, "/aggregation"),
        )


def moment_of(told: datetime | None, pointer: str) -> datetime | None:
    """An instant that every database can keep. Raises `Invalid` at `pointer`."""
    if told is None:
        return None
    with problems_at(pointer):
        if not EFFECTIVE_FROM <= told <= LATEST:
            raise Invalid("effective_from must lie between 1970 and ten years ahead.")
    return told.astimezone(UTC)
