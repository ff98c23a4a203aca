"""Price lists: a plan's prices converted into another currency, looked at first, then published."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies import actions, queries, rules
from trunkline.domains.currencies.api.price_list_wishes import PriceListIn, RoundingBody
from trunkline.domains.currencies.api.rates import NO_RATE, ExchangeRateOut
from trunkline.domains.currencies.api.router import router
from trunkline.domains.currencies.model import (
    UNROUNDED,
    ConvertedAmount,
    ConvertedPrice,
    PriceConversion,
    PriceList,
    PriceOutcome,
    Source,
)
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.domains.marketplace.model.amounts import AmountKind
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope, described, identity_of, program_of
from trunkline.kernel.ids import PlanId, PriceId

EXACT_DIGITS = 12
NO_SUCH_RATE = NO_RATE | described(
    (
        409,
        "No source has quoted the pair at that moment (`rate_unknown`), or it is not the `expected` rate (`rate_changed`)",
    )
)


class ConvertedAmountOut(BaseModel):
    """`was` in `from`; `exact` (at twelve decimals) and `rounded` in `to`; `standing`: what the plan asks there so far."""

    pointer: Annotated[str, Field(description="Its place in the price.", examples=["/terms/tiers/0/unit_amount"])]
    kind: AmountKind
    was: str
    exact: str
    rounded: str
    standing: str | None

    @staticmethod
    def of(amount: ConvertedAmount) -> "ConvertedAmountOut":
        return ConvertedAmountOut(
            pointer=amount.pointer,
            kind=amount.kind,
            was=format(amount.was, "f"),
            exact=format(rules.rounded(amount.exact, UNROUNDED, EXACT_DIGITS), "f"),
            rounded=format(amount.rounded, "f"),
            standing=None if amount.standing is None else format(amount.standing, "f"),
        )


class ConvertedPriceOut(BaseModel):
    """`price_id` and `version` are those in `to` after it; in a preview null where they would be new. Amounts of zero are not listed."""

    outcome: PriceOutcome
    component: str
    description: str
    from_price_id: PriceId
    price_id: PriceId | None
    version: int | None
    effective_from: datetime
    amounts: list[ConvertedAmountOut]

    @staticmethod
    def of(one: ConvertedPrice, *, previewed: bool) -> "ConvertedPriceOut":
        is_new = previewed and one.outcome in (PriceOutcome.created, PriceOutcome.revised)
        return ConvertedPriceOut(
            outcome=one.outcome,
            component=one.source.component,
            description=one.source.description,
            from_price_id=one.source.id,
            price_id=None if is_new else one.price.id,
            version=None if is_new else one.price.version,
            effective_from=one.price.effective_from,
            amounts=[ConvertedAmountOut.of(amount) for amount in one.amounts],
        )


class PriceListOut(BaseModel):
    """What was published, or would be. Warn of a `stale` or `held` rate: nobody has confirmed it lately."""

    plan_id: PlanId
    rate: ExchangeRateOut
    rounding: RoundingBody
    unit_prices: RoundingBody
    prices: list[ConvertedPriceOut]

    @staticmethod
    def of(found: PriceList, *, previewed: bool = False) -> "PriceListOut":
        return PriceListOut(
            plan_id=found.plan.id,
            rate=ExchangeRateOut.of(found.pair),
            rounding=RoundingBody.of(found.wish.rounding),
            unit_prices=RoundingBody.of(found.wish.unit_prices),
            prices=[ConvertedPriceOut.of(one, previewed=previewed) for one in found.prices],
        )


class PriceConversionOut(BaseModel):
    """Where a version of a price comes from. The rate is shown at twelve digits; exactly it is `target_rate / source_rate`, over `base`."""

    price_id: PriceId
    from_price_id: PriceId
    source_currency: str = Field(serialization_alias="from")
    target_currency: str = Field(serialization_alias="to")
    rate: str
    source: Source | None
    source_name: str
    base: str
    source_rate: str
    target_rate: str
    sheet_id: RateSheetId | None
    as_of: datetime
    stale: bool
    held: bool
    rounding: RoundingBody
    unit_prices: RoundingBody
    asked_at: datetime | None
    converted_at: datetime

    @staticmethod
    def of(made: PriceConversion) -> "PriceConversionOut":
        same = ("price_id", "from_price_id", "source", "base", "sheet_id", "as_of", "stale", "held")
        return PriceConversionOut(
            **{name: getattr(made, name) for name in (*same, "asked_at", "converted_at")},
            source_currency=made.source_currency.code,
            target_currency=made.target_currency.code,
            rate=format(rules.significant(made.rate), "f"),
            source_name="" if made.source is None else made.source.words,
            source_rate=format(made.source_rate, "f"),
            target_rate=format(made.target_rate, "f"),
            rounding=RoundingBody.of(made.rounding),
            unit_prices=RoundingBody.of(made.unit_prices),
        )


@router.post(
    "/plans/{plan_id}/price-conversions/preview", permission=Permission.catalogue_manage, responses=NO_SUCH_RATE
)
async def preview_price_conversion(request: Request, plan_id: PlanId, body: PriceListIn) -> PriceListOut:
    """What `POST /plans/{plan_id}/price-conversions` with this body would publish, and nothing of it stays."""
    begin = program_of(request).begin_as((await identity_of(request)).actor, request.state.request_id)
    return PriceListOut.of(await actions.preview_prices(begin, body.wish(plan_id)), previewed=True)


@router.post("/plans/{plan_id}/price-conversions", permission=Permission.catalogue_manage, responses=NO_SUCH_RATE)
async def publish_price_conversion(scope: WriteScope, plan_id: PlanId, body: PriceListIn) -> PriceListOut:
    """Sell a plan in a further currency, or follow the rate: prices that were converted before get a further version, those that were
    set by hand stay. What was rated is untouched. All prices are published, or none."""
    return PriceListOut.of(await actions.convert_prices(scope, body.wish(plan_id)))


@router.get("/plans/{plan_id}/price-conversions", permission=Permission.catalogue_read)
async def list_price_conversions(scope: ReadScope, plan_id: PlanId, page: Paging) -> PageOut[PriceConversionOut]:
    """Which versions of the plan's prices were converted, of what and at which rate; the newest first."""
    return page.out((await queries.price_conversions(scope, plan_id, page.request)).map(PriceConversionOut.of))
