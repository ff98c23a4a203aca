"""The terms of a call price: what one call costs by its length, by when it starts, and at most.

A band holds at certain hours of certain weekdays, told by the wall clock of `zone`; the connect fee and the steps of the terms
themselves hold where no band does. Bands never overlap, so at every moment exactly one of them, or none, is in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from trunkline.domains.marketplace.model.amounts import UNIT_PRICE, unit_price_of
from trunkline.domains.marketplace.model.call_bands import CallBand as CallBand
from trunkline.domains.marketplace.model.call_bands import CallStep as CallStep
from trunkline.domains.marketplace.model.call_bands import Weekday as Weekday
from trunkline.domains.marketplace.model.call_bands import band_problems, step_problems
from trunkline.domains.marketplace.model.pricing import PricingModel, price_problems, refuse
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import is_exact
from trunkline.kernel.period import zone_of
from trunkline.kernel.quantity import AMOUNT_DIGITS


class CapKind(StrEnum):
    """`free`: the call goes on and costs nothing more. `disconnect`: the switch ends the call; rating does not change."""

    free = "free"
    disconnect = "disconnect"


@dataclass(frozen=True, slots=True)
class CallCap:
    """The most that a call costs, its connect fee included; at most four decimals, so that rounding never rises above it."""

    amount: Decimal = field(metadata=unit_price_of(AMOUNT_DIGITS))
    kind: CapKind


@dataclass(frozen=True, slots=True)
class CallTerms:
    """A fee for every connected call, and increments by step: 60/6 billing is steps (0, 60 s) and (60, 6 s).

    `zone` is the IANA name of the zone in which the bands are told; without bands it may be absent.
    """

    model: ClassVar[PricingModel] = PricingModel.call
    connect_fee: Decimal = field(metadata=UNIT_PRICE)
    steps: tuple[CallStep, ...]
    zone: str | None = None
    bands: tuple[CallBand, ...] = ()
    cap: CallCap | None = None

    def __post_init__(self) -> None:
        refuse(
            [
                *price_problems(self.connect_fee, "/connect_fee"),
                *step_problems(self.steps, ""),
                *_zone_problems(self.zone, self.bands),
                *band_problems(self.bands),
                *_cap_problems(self.cap),
            ]
        )


def _zone_problems(zone: str | None, bands: Sequence[CallBand]) -> Iterator[FieldProblem]:
    if zone is None:
        if bands:
            yield FieldProblem("/zone", "must name the time zone in which the bands are told, such as Europe/Berlin.")
        return
    try:
        zone_of(zone)
    except Invalid as problem:
        yield FieldProblem("/zone", problem.detail)


def _cap_problems(cap: CallCap | None) -> Iterator[FieldProblem]:
    if cap is None:
        return
    yield from price_problems(cap.amount, "/cap/amount")
    if cap.amount.is_finite() and not is_exact(cap.amount, AMOUNT_DIGITS):
        yield FieldProblem("/cap/amount", f"has more than {AMOUNT_DIGITS} decimals: a call is rounded to these.")
