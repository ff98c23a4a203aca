"""Rates: of a pair at a moment, its course, and the sheets that they are from."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies import queries, rules
from trunkline.domains.currencies.api.asked import FromCode, ToCode, moment_asked, pair_of
from trunkline.domains.currencies.api.router import router
from trunkline.domains.currencies.model import PairRate, SeriesPoint, Sheet, Source
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.infra.web import Day, PageOut, Paging, ReadScope, described
from trunkline.kernel.errors import FieldProblem, Invalid

SERIES_DAYS = 90
NO_RATE = described(
    (409, "No source has quoted the pair at that moment (`rate_unknown`)"),
    (503, "The last known rate is older than what was configured (`rates_too_old`), or try again in a moment"),
)


class ExchangeRateOut(BaseModel):
    """1 `from` = `rate` of `to`, at twelve digits; exactly it is `target_rate / source_rate`, what the source says each is over `base`."""

    source_currency: str = Field(serialization_alias="from")
    target_currency: str = Field(serialization_alias="to")
    rate: Annotated[str, Field(examples=["0.851063829787"])]
    source: Annotated[Source | None, Field(description="Null: the two are the same.")]
    source_name: Annotated[str, Field(description="To be named wherever the rate is shown.")]
    base: str
    source_rate: str
    target_rate: str
    sheet_id: RateSheetId | None
    as_of: datetime
    fetched_at: datetime
    stale: Annotated[bool, Field(description="The source has not confirmed it for long; show that.")]
    held: Annotated[bool, Field(description="It has leapt since and waits for a human; this is the rate from before.")]

    @staticmethod
    def of(pair: PairRate) -> "ExchangeRateOut":
        return ExchangeRateOut(
            source_currency=pair.source_currency.code,
            target_currency=pair.target_currency.code,
            rate=format(rules.significant(pair.rate), "f"),
            source=pair.source,
            source_name="" if pair.source is None else pair.source.words,
            base=pair.base,
            source_rate=format(pair.source_rate, "f"),
            target_rate=format(pair.target_rate, "f"),
            sheet_id=pair.sheet_id,
            as_of=pair.as_of,
            fetched_at=pair.fetched_at,
            stale=pair.stale,
            held=pair.held,
        )


class SeriesPointOut(BaseModel):
    day: date
    rate: str
    source: Source
    as_of: datetime

    @staticmethod
    def of(point: SeriesPoint) -> "SeriesPointOut":
        rate = format(rules.significant(point.rate), "f")
        return SeriesPointOut(day=point.day, rate=rate, source=point.source, as_of=point.as_of)


class SeriesOut(BaseModel):
    """The last rate of each day on which a source quoted both; days without one have no point."""

    source_currency: str = Field(serialization_alias="from")
    target_currency: str = Field(serialization_alias="to")
    since: date
    until: date
    points: list[SeriesPointOut]


class SheetOut(BaseModel):
    """One answer of a source, without its rates."""

    id: RateSheetId
    source: Source
    base: str
    as_of: datetime
    fetched_at: datetime
    confirmed_at: Annotated[datetime, Field(description="Until when the source was known to say nothing newer.")]
    currencies: int

    @staticmethod
    def of(sheet: Sheet) -> "SheetOut":
        names = (name for name in SheetOut.model_fields if name != "currencies")
        return SheetOut(**{name: getattr(sheet, name) for name in names}, currencies=len(sheet.rates))


class SheetRatesOut(SheetOut):
    """With its rates: 1 `base` is so much of each. Those in `carried` were held, and are of the moment that is named."""

    rates: dict[str, str]
    carried: dict[str, datetime]

    @staticmethod
    def with_rates(sheet: Sheet) -> "SheetRatesOut":
        rates = {code: format(rate, "f") for code, rate in sorted(sheet.rates.items())}
        return SheetRatesOut(**SheetOut.of(sheet).model_dump(), rates=rates, carried=dict(sheet.carried))


@router.get("/exchange-rate", permission=Permission.rates_read, responses=NO_RATE)
async def read_exchange_rate(
    scope: ReadScope,
    source: FromCode,
    target: ToCode,
    at: Annotated[
        str | None, Query(max_length=40, description="A day (at its end, UTC) or an RFC 3339 moment; otherwise now.")
    ] = None,
) -> ExchangeRateOut:
    """The rate of a pair. Of all sources the one with the latest as-of moment that quotes both is used, crossed over its base."""
    pair = pair_of(source, target)
    return ExchangeRateOut.of(
        await queries.rate_between(scope, *pair, moment_asked(at, min(scope.now, scope.machine_now)))
    )


@router.get("/exchange-rate-series", permission=Permission.rates_read)
async def read_exchange_rate_series(
    scope: ReadScope,
    source: FromCode,
    target: ToCode,
    since: Annotated[Day | None, Query(description="First day (UTC); otherwise 90 days before `until`.")] = None,
    until: Annotated[Day | None, Query(description="Last day, included; otherwise today.")] = None,
) -> SeriesOut:
    """The course of a pair by day, three years at most."""
    pair = pair_of(source, target)
    last = until or scope.now.date()
    try:
        first = since or last - timedelta(days=SERIES_DAYS)
    except OverflowError:
        detail = "until is before there were any rates."
        raise Invalid(detail, fields=[FieldProblem("query:until", detail)]) from None
    points = await queries.rate_series(scope, *pair, first, last)
    return SeriesOut(
        source_currency=source,
        target_currency=target,
        since=first,
        until=last,
        points=[SeriesPointOut.of(one) for one in points],
    )


@router.get("/rate-sheets", permission=Permission.rates_read)
async def list_rate_sheets(scope: ReadScope, page: Paging, source: Source | None = None) -> PageOut[SheetOut]:
    """What the sources said, the last that was fetched first."""
    return page.out((await queries.sheets(scope, page.request, source)).map(SheetOut.of))


@router.get("/rate-sheets/{sheet_id}", permission=Permission.rates_read)
async def read_rate_sheet(scope: ReadScope, sheet_id: RateSheetId) -> SheetRatesOut:
    """One answer of a source, with its rates."""
    return SheetRatesOut.with_rates(await queries.sheet(scope, sheet_id))
