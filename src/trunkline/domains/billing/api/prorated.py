"""The answer to a proration: the period, its parts, and the lines that its changes are billed with."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel

from trunkline.domains.billing.api.shapes import PolicyOut
from trunkline.domains.billing.api.why import WhyOut, rounding_of
from trunkline.domains.billing.rules import (
    Course,
    ProratedLine,
    ProratedPart,
    ProratedPeriod,
    Share,
    plain_text,
    sum_of,
)
from trunkline.domains.marketplace.model import Grain
from trunkline.domains.usage.api.shapes import Instant
from trunkline.kernel.period import Period
from trunkline.kernel.quantity import trimmed


class WholePeriodOut(BaseModel):
    """All of the period, whatever was used of it."""

    index: int
    first_day: date
    last_day: date
    next_day: date
    start: Instant
    end: Instant
    days: int

    @staticmethod
    def of(index: int, period: Period) -> "WholePeriodOut":
        return WholePeriodOut(index=index, days=period.days, **_span(period))


class ShareOut(BaseModel):
    """`numerator` of `denominator` units, not reduced; `factor` is reduced. The denominator is that of the WHOLE period."""

    numerator: int
    denominator: int
    unit: str
    factor: str

    @staticmethod
    def of(share: Share) -> "ShareOut":
        factor = share.factor
        return ShareOut(
            numerator=share.numerator,
            denominator=share.denominator,
            unit=share.unit,
            factor=f"{factor.numerator}/{factor.denominator}",
        )


class PartOut(BaseModel):
    """A stretch on one price: `exact` = `full_amount` × `share`, a decimal or a fraction; `amount` is it rounded, HALF_UP."""

    price: str
    quantity: int
    first_day: date
    last_day: date
    next_day: date
    start: Instant
    end: Instant
    share: ShareOut
    full_amount: str
    exact: str
    amount: str

    @staticmethod
    def of(part: ProratedPart) -> "PartOut":
        return PartOut(
            price=part.change.name,
            quantity=part.change.quantity,
            share=ShareOut.of(part.share),
            full_amount=format(trimmed(part.full_amount), "f"),
            exact=plain_text(part.exact),
            amount=str(part.amount.major),
            **_span(part.period),
        )


class ProratedLineOut(BaseModel):
    """What is booked when a change is made: `exact` is what is owed of the price in the period by then, `amount` that less `booked`.

    `corrects` is the position of the line before it of the same price.
    """

    position: int
    kind: Literal["charge", "credit"]
    on: date
    at: Instant
    price: str
    quantity: int
    exact: str
    booked: str
    amount: str
    corrects: int | None
    explain: WhyOut

    @staticmethod
    def of(line: ProratedLine) -> "ProratedLineOut":
        draft = line.draft
        owed = draft.charge.exact
        why = draft.explain
        return ProratedLineOut(
            position=line.position,
            kind="credit" if draft.amount.minor < 0 else "charge",
            on=line.day,
            at=line.at,
            price=line.change.name,
            quantity=line.change.quantity,
            exact=plain_text(owed),
            booked=str(line.booked.major),
            amount=str(draft.amount.major),
            corrects=line.corrects,
            explain=WhyOut(
                steps=why["steps"],
                rounding=rounding_of(owed, draft.amount + line.booked),
                policy=[PolicyOut(**one) for one in why["policy"]],
            ),
        )


class ProrateOut(BaseModel):
    """`share` adds up the parts: 1/1 where the whole period is used. `total` adds up the lines."""

    currency: str
    grain: Grain
    zone: str
    period: WholePeriodOut
    share: str
    parts: list[PartOut]
    lines: list[ProratedLineOut]
    total: str

    @staticmethod
    def of(course: Course, made: ProratedPeriod) -> "ProrateOut":
        share = sum((part.share.factor for part in made.parts), Fraction(0))
        return ProrateOut(
            currency=course.currency.code,
            grain=course.grain,
            zone=course.zone.key,
            period=WholePeriodOut.of(made.index, made.whole),
            share=f"{share.numerator}/{share.denominator}",
            parts=[PartOut.of(part) for part in made.parts],
            lines=[ProratedLineOut.of(line) for line in made.lines],
            total=str(sum_of((line.draft.amount for line in made.lines), course.currency).major),
        )


def _span(period: Period) -> dict[str, Any]:
    last_day = max(period.first_day, period.next_day - timedelta(days=1))
    return {
        "first_day": period.first_day,
        "last_day": last_day,
        "next_day": period.next_day,
        "start": period.start,
        "end": period.end,
    }
