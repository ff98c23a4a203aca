"""Which numbers of a price are money, said where each is declared: whoever brings a price into another currency asks this and nothing else.

Every decimal of terms and adjustments is marked; seconds, minutes, events and periods are whole numbers and never money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from trunkline.domains.marketplace.model.pricing import UNIT_PRICE_DIGITS


class AmountKind(StrEnum):
    """`fee`: what is asked for a period, a tier that is reached or a package, and bounds of that. `unit_price`: what is asked for each
    unit, block, minute, call or event. `volume`: money that is counted or left out and not asked for, such as the bound of a tier in
    percent or what a discount takes off.
    """

    fee = "fee"
    unit_price = "unit_price"
    volume = "volume"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a decimal is. `kind` None: no money. `counted`: a quantity of what the price counts, which is money where that is a volume.

    `digits`: the decimals that it may have. `by_piece`: a fee that is asked as often as is used, so that fractions of a minor unit count.
    """

    kind: AmountKind | None
    digits: int = UNIT_PRICE_DIGITS
    counted: bool = False
    by_piece: bool = False


MEANING = "meaning"


def _marked(meaning: Meaning) -> Mapping[str, Meaning]:
    return MappingProxyType({MEANING: meaning})


def unit_price_of(digits: int) -> Mapping[str, Meaning]:
    """A unit price with fewer decimals than others."""
    return _marked(Meaning(AmountKind.unit_price, digits))


FEE = _marked(Meaning(AmountKind.fee))
FEE_BY_PIECE = _marked(Meaning(AmountKind.fee, by_piece=True))
UNIT_PRICE = _marked(Meaning(AmountKind.unit_price))
VOLUME = _marked(Meaning(AmountKind.volume))
QUANTITY = _marked(Meaning(None))
PERCENT = _marked(Meaning(None))
COUNTED = _marked(Meaning(None, counted=True))
