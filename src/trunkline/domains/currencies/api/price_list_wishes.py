"""What is wished of a price list: which prices, at which rate, rounded how."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.currencies.api.asked import CODE
from trunkline.domains.currencies.model import ExpectedRate, PriceListWish, PriceRounding, RoundingKind
from trunkline.domains.marketplace.api.drafts import moment_of
from trunkline.domains.marketplace.api.terms import problems_at
from trunkline.infra.web import Moment
from trunkline.kernel.ids import PlanId
from trunkline.kernel.money import Currency, decimal_of


class RoundingBody(BaseModel):
    """`step`: to the nearest multiple of `amount` (5, or 0.05). `ending`: to the nearest amount that ends with `amount` (0.99, or 90).
    Of two that are equally near the higher one; what costs something never becomes free."""

    model_config = ConfigDict(extra="forbid")

    kind: RoundingKind = RoundingKind.none
    amount: Annotated[
        str | None, Field(max_length=40, description="Major units; null with the kind `none`.", examples=["0.99"])
    ] = None

    def rounding(self, pointer: str) -> PriceRounding:
        """Raises `Invalid` at `pointer`."""
        with problems_at(f"{pointer}/amount"):
            return PriceRounding(self.kind, None if self.amount is None else decimal_of(self.amount))

    @staticmethod
    def of(rounding: PriceRounding) -> "RoundingBody":
        amount = rounding.amount
        return RoundingBody(kind=rounding.kind, amount=None if amount is None else format(amount, "f"))


class ExpectedRateBody(BaseModel):
    """The rate as a preview tells it: both sides over its base, as decimals."""

    model_config = ConfigDict(extra="forbid")

    source_rate: Annotated[str, Field(max_length=40, examples=["0.85"])]
    target_rate: Annotated[str, Field(max_length=40, examples=["1"])]

    def expected(self) -> ExpectedRate:
        """Raises `Invalid` with the field."""
        with problems_at("/expected/source_rate"):
            source_rate = decimal_of(self.source_rate, name="source_rate")
        with problems_at("/expected/target_rate"):
            return ExpectedRate(source_rate, decimal_of(self.target_rate, name="target_rate"))


class PriceListIn(BaseModel):
    """The plan's prices in `from`, wanted in `to`. `rounding` is for what is asked by period, tier or package; `unit_prices` for what is
    asked by unit, minute, call or event, and by a package finer than the minor unit, which keeps up to twelve decimals otherwise."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"from": "EUR", "to": "USD", "rounding": {"kind": "ending", "amount": "0.99"}}]
        },
    )

    source_currency: Annotated[str, Field(alias="from", pattern=CODE)]
    target_currency: Annotated[str, Field(alias="to", pattern=CODE)]
    rounding: RoundingBody = RoundingBody()
    unit_prices: RoundingBody = RoundingBody()
    at: Annotated[Moment | None, Field(description="At the rate of this moment; otherwise of now.")] = None
    effective_from: Annotated[
        Moment | None, Field(description="Null: as early as can be, as for any new price or version.")
    ] = None
    overwrite: Annotated[
        bool, Field(strict=True, description="Also revise prices in `to` that were set by hand; otherwise they stay.")
    ] = False

    expected: Annotated[
        ExpectedRateBody | None,
        Field(
            description="`source_rate` and `target_rate` of the `rate` that was looked at: at another one nothing is published."
        ),
    ] = None

    def wish(self, plan_id: PlanId) -> PriceListWish:
        """Raises `Invalid` with the field."""
        with problems_at("/from"):
            source = Currency.of(self.source_currency)
        with problems_at("/to"):
            target = Currency.of(self.target_currency)
        return PriceListWish(
            plan_id=plan_id,
            source=source,
            target=target,
            rounding=self.rounding.rounding("/rounding"),
            unit_prices=self.unit_prices.rounding("/unit_prices"),
            at=self.at,
            effective_from=moment_of(self.effective_from, "/effective_from"),
            overwrite=self.overwrite,
            expected=None if self.expected is None else self.expected.expected(),
        )
