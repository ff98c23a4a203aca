"""A quote on the wire: what a price makes of usage, before anything is sold or used. The command `trunkline quote` speaks the same."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.billing.api.groups import GroupValueOut, group_out
from trunkline.domains.billing.api.quote_forms import QuoteItemIn
from trunkline.domains.billing.api.quoted_items import read_items
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.shapes import PolicyOut
from trunkline.domains.billing.api.values import Form, Number, problem_at, refused
from trunkline.domains.billing.api.why import WhyOut, rounding_of
from trunkline.domains.billing.rules import (
    POLICY_TITLES,
    Quote,
    QuotedCallRecord,
    QuoteLine,
    plain_text,
    quote,
)
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Price
from trunkline.infra.web import ReadScope
from trunkline.kernel.errors import FieldProblem, NotFound
from trunkline.kernel.fact import to_json
from trunkline.kernel.ids import PriceId
from trunkline.kernel.money import Currency, is_exact
from trunkline.kernel.quantity import trimmed

ITEMS_MAX = 500
TAX_RATE_DIGITS = 6


class QuoteIn(Form):
    """Items in one currency, and the tax on all of them. With `tax_inclusive` the prices contain it."""

    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    items: Annotated[list[QuoteItemIn], Field(min_length=1, max_length=ITEMS_MAX)]
    tax_rate: Annotated[Number, Field(description="A ratio: 0.19 is nineteen per cent.", examples=["0.19"])] = Decimal(
        0
    )
    tax_inclusive: Annotated[bool, Field(strict=True)] = False


class QuotedCallOut(BaseModel):
    """A call as it would be recorded: `amount` has four decimals, `exact` is what was rounded to them. `band` held at its start."""

    seconds: int
    started_at: str | None
    band: str | None
    billed_seconds: int
    increments: int
    exact: str
    amount: str
    steps: list[dict[str, str]]

    @staticmethod
    def of(record: QuotedCallRecord) -> "QuotedCallOut":
        call, rated = record.call, record.rated
        return QuotedCallOut(
            seconds=call.seconds,
            started_at=None if call.started_at is None else str(to_json(call.started_at)),
            band=None if rated.band is None else rated.band.label,
            billed_seconds=rated.billed_seconds,
            increments=rated.increments,
            exact=rated.exact,
            amount=format(rated.amount, "f"),
            steps=[step.as_json() for step in rated.steps],
        )


class QuoteLineOut(BaseModel):
    """`exact` is a decimal, or a fraction such as `17/150` where no decimal is exact; `amount` is it rounded once, HALF_UP.

    `tax` is on top of `amount`, or within it when the quote is inclusive. Billing does not print a line that is not `printed`.
    """

    description: str
    group: list[GroupValueOut] | None
    quantity: str
    unit: str
    exact: str
    amount: str
    tax_rate: str
    tax: str
    printed: bool
    calls: list[QuotedCallOut]
    explain: WhyOut

    @staticmethod
    def of(line: QuoteLine, tax_rate: Decimal) -> "QuoteLineOut":
        return QuoteLineOut(
            description=line.item.description,
            group=group_out(line.item.group),
            quantity=_text(line.quantity),
            unit=line.unit,
            exact=plain_text(line.exact),
            amount=str(line.amount.major),
            tax_rate=_text(tax_rate),
            tax=str(line.tax.major),
            printed=line.is_printed,
            calls=[QuotedCallOut.of(record) for record in line.records],
            explain=WhyOut(
                steps=[step.as_json() for step in line.steps],
                rounding=rounding_of(line.exact, line.amount),
                policy=[PolicyOut(id=key, title=POLICY_TITLES[key]) for key in line.policies],
            ),
        )


class QuoteOut(BaseModel):
    """A line per item, in their order. `subtotal` is without tax, `total` = `subtotal` + `tax`; all in `currency`."""

    currency: str
    tax_inclusive: bool
    lines: list[QuoteLineOut]
    subtotal: str
    tax: str
    total: str

    @staticmethod
    def of(made: Quote) -> "QuoteOut":
        return QuoteOut(
            currency=made.currency.code,
            tax_inclusive=made.tax_inclusive,
            lines=[QuoteLineOut.of(line, made.tax_rate) for line in made.lines],
            subtotal=str(made.subtotal.major),
            tax=str(made.tax.major),
            total=str(made.total.major),
        )


@router.post("/billing/quote", permission=Permission.catalogue_read)
async def quote_prices(scope: ReadScope, body: QuoteIn) -> QuoteOut:
    """What prices, of the catalogue or made up, make of usage. The amounts are those that billing issues; nothing is written."""
    stored: dict[PriceId, Price] = {}
    for index, item in enumerate(body.items):
        if item.price_id is not None and item.price_id not in stored:
            try:
                stored[item.price_id] = await marketplace.price(scope, item.price_id)
            except NotFound as missing:
                raise NotFound(
                    missing.detail, fields=[FieldProblem(f"/items/{index}/price_id", missing.detail)]
                ) from None
    return await asyncio.to_thread(
        answer_quote, body, stored
    )  # thousands of calls take a while, and others are waiting


def answer_quote(body: QuoteIn, stored: Mapping[PriceId, Price] | None) -> QuoteOut:
    """The quote that was asked for; `stored` are the prices that it names by id, None where there is no catalogue at hand."""
    tax_rate = body.tax_rate
    with problem_at("/currency"):
        currency = Currency.of(body.currency)
    if not 0 <= tax_rate < 1 or not is_exact(tax_rate, TAX_RATE_DIGITS):
        raise refused("/tax_rate", f"tax_rate must be a ratio from 0 to below 1, {TAX_RATE_DIGITS} decimals at most.")
    items = read_items(body.items, currency, stored)
    return QuoteOut.of(quote(items, currency, tax_rate, tax_inclusive=body.tax_inclusive))


def _text(number: Any) -> str:
    return format(trimmed(number), "f")
