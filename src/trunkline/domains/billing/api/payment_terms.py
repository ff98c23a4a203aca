"""What paying early saves and paying late costs, on the wire. Percentages and amounts are decimal strings."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.billing.model import EarlyDiscount, EarlyPayment, LateFee, Part
from trunkline.domains.billing.model.payment_terms import early_to_json, late_to_json
from trunkline.domains.usage.api.shapes import Instant
from trunkline.infra.web import DecimalString, MoneyOut

Percent = Annotated[DecimalString | None, Field(max_digits=36, examples=["2"])]
Amount = Annotated[
    DecimalString | None, Field(max_digits=36, description="In major units of the invoice's currency.", examples=["50"])
]


class _PartBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    percent: Percent = None
    amount: Amount = None
    cap: Amount = None

    def part(self) -> Part:
        return Part(percent=self.percent, amount=self.amount, cap=self.cap)


class EarlyDiscountBody(_PartBody):
    """Who pays within `days` after the day of issue owes `percent` of what is asked for, or an `amount`, less; no more than `cap`."""

    days: Annotated[int, Field(strict=True, examples=[10])]

    def terms(self) -> EarlyDiscount:
        return EarlyDiscount(self.days, self.part())


class LateFeeBody(_PartBody):
    """`after_days` after the last day of payment `percent` of what is open, or an `amount`, is charged once; no more than `cap`."""

    after_days: Annotated[int, Field(strict=True, examples=[14])]

    def terms(self) -> LateFee:
        return LateFee(self.after_days, self.part())


def early_body(terms: EarlyDiscount | None) -> EarlyDiscountBody | None:
    return None if terms is None else EarlyDiscountBody.model_validate(early_to_json(terms))


def late_body(terms: LateFee | None) -> LateFeeBody | None:
    return None if terms is None else LateFeeBody.model_validate(late_to_json(terms))


class EarlyPaymentOut(BaseModel):
    """A payment of `amount` that begins by `until` settles the invoice: `discount` is then credited."""

    until: Instant
    amount: MoneyOut
    discount: MoneyOut


def early_payment_out(found: EarlyPayment | None) -> EarlyPaymentOut | None:
    """Null where nothing was agreed, or nothing is open."""
    if found is None:
        return None
    return EarlyPaymentOut(until=found.until, amount=MoneyOut.of(found.amount), discount=MoneyOut.of(found.discount))
