"""Kernel values in requests and answers. Amounts are strings: a JSON number would be a float to most readers."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer

from trunkline.kernel.money import Money

DecimalString = Annotated[
    Decimal,
    Field(strict=False),
    PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json"),
]


class MoneyOut(BaseModel):
    """An amount in major units with exactly the currency's digits: {"amount": "12.34", "currency": "EUR"}."""

    amount: str
    currency: str

    @staticmethod
    def of(money: Money) -> "MoneyOut":
        return MoneyOut(amount=str(money.major), currency=money.currency.code)
