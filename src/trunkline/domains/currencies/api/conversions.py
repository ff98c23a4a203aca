"""Conversions: making one, and the log."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies import actions, queries, rules
from trunkline.domains.currencies.api.asked import CODE
from trunkline.domains.currencies.api.rates import NO_RATE
from trunkline.domains.currencies.api.router import router
from trunkline.domains.currencies.model import OPERATION_KEY_LENGTH_MAX, Conversion, ConversionWish, Source
from trunkline.domains.currencies.model.ids import ConversionId, RateSheetId
from trunkline.infra.web import Moment, MoneyOut, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

Read = TypeVar("Read")


class ConversionIn(BaseModel):
    """An amount to convert. The operation key says what for: it converts once, and is answered with the same ever after."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"amount": "100.00", "from": "EUR", "to": "EUR", "operation_key": "order-4711"}]
        },
    )

    amount: Annotated[str, Field(max_length=40, description="In major units, with the digits of `from` at most.")]
    source_currency: Annotated[str, Field(alias="from", pattern=CODE)]
    target_currency: Annotated[str, Field(alias="to", pattern=CODE)]
    operation_key: Annotated[str, Field(pattern=rf"^[!-~]{{1,{OPERATION_KEY_LENGTH_MAX}}}$", examples=["order-4711"])]
    at: Annotated[Moment | None, Field(strict=False, description="At the rate of this moment; otherwise of now.")] = (
        None
    )

    def wish(self) -> ConversionWish:
        """Raises `Invalid` with the field."""
        source = _told("from", Currency.of, self.source_currency)
        return ConversionWish(
            operation_key=self.operation_key,
            amount=_told("amount", lambda text: Money.exact(text, source), self.amount),
            target=_told("to", Currency.of, self.target_currency),
            at=self.at,
        )


class ConversionOut(BaseModel):
    """A row of the log. `exact` is the amount at four decimals, `converted` at the minor unit: each rounded half up from the exact product.

    `rate` is shown at twelve digits; exactly it is `target_rate / source_rate`, both over `base`.
    """

    id: ConversionId
    company_id: CompanyId
    operation_key: str
    amount: MoneyOut
    converted: MoneyOut
    exact: str
    rate: str
    source: Source | None
    base: str
    source_rate: str
    target_rate: str
    sheet_id: RateSheetId | None
    as_of: datetime
    stale: bool
    held: bool
    asked_at: Annotated[datetime | None, Field(description="The `at` that was asked for.")]
    converted_at: datetime

    @staticmethod
    def of(made: Conversion) -> "ConversionOut":
        same = ("id", "company_id", "operation_key", "source", "base", "sheet_id", "as_of", "stale", "held")
        return ConversionOut(
            **{name: getattr(made, name) for name in (*same, "asked_at", "converted_at")},
            amount=MoneyOut.of(made.amount),
            converted=MoneyOut.of(made.converted),
            exact=format(made.exact, "f"),
            rate=format(rules.significant(made.rate), "f"),
            source_rate=format(made.source_rate, "f"),
            target_rate=format(made.target_rate, "f"),
        )


@router.post("/convert", permission=Permission.conversions_make, responses=NO_RATE)
async def convert_amount(scope: WriteScope, body: ConversionIn) -> ConversionOut:
    """Convert an amount of the company's, once per operation key: asked again the answer is the same, and another question under the
    key is refused (`operation_key_used`). For a look at a rate there is `/exchange-rate`."""
    return ConversionOut.of(await actions.convert(scope, body.wish()))


@router.get("/conversions", permission=Permission.conversions_read)
async def list_conversions(scope: ReadScope, page: Paging) -> PageOut[ConversionOut]:
    """The log, the newest first; of all companies for the operator who names none."""
    return page.out((await queries.conversions(scope, page.request)).map(ConversionOut.of))


@router.get("/conversions/{conversion_id}", permission=Permission.conversions_read)
async def read_conversion(scope: ReadScope, conversion_id: ConversionId) -> ConversionOut:
    """One conversion."""
    return ConversionOut.of(await queries.conversion(scope, conversion_id))


def _told(name: str, read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(f"/{name}", problem.detail)]) from None
