"""Kernel values in requests and answers. Amounts are strings: a JSON number would be a float to most readers."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field, PlainSerializer

from trunkline.kernel.money import Money

DecimalString = Annotated[
    Decimal,
    Field(strict=False),
    PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json"),
]


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written_day(value: object) -> object:
    """Left to itself, pydantic takes 0 for the first day of 1970: a slip of the keyboard would bill, or show, half a century."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("must be a day, written YYYY-MM-DD")
    if isinstance(value, (int, float)):
        raise ValueError("must be a day, written as text, YYYY-MM-DD")
    return value


def _written_moment(value: object) -> object:
    if isinstance(value, (int, float)) or (isinstance(value, str) and not _DAY.match(value)):
        raise ValueError("must be a moment of RFC 3339, such as 2026-03-02T12:00:00Z")
    return value


def _in_utc(moment: datetime) -> datetime:
    """The first and the last hours of the calendar have no moment in UTC where the offset leads out of it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be a moment within the calendar, also when it is told in UTC") from None


Day = Annotated[date, BeforeValidator(_written_day)]
# In UTC, whatever the offset that it was told with.
Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment), AfterValidator(_in_utc)]


class MoneyOut(BaseModel):
    """An amount in major units with exactly the currency's digits: {"amount": "12.34", "currency": "EUR"}."""

    amount: str
    currency: str

    @staticmethod
    def of(money: Money) -> "MoneyOut":
        return MoneyOut(amount=str(money.major), currency=money.currency.code)
