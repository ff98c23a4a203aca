"""What a price becomes in another currency, and what is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.currencies.model.price_lists import ConvertedAmount, PriceListWish, PriceOutcome
from trunkline.domains.currencies.rules.price_rounding import check_rounding, nearest, rounded
from trunkline.domains.marketplace.model import PLAIN, Adjustments, Price, Terms
from trunkline.domains.marketplace.model.amounts import AmountKind
from trunkline.domains.marketplace.model.pricing import UNIT_PRICE_DIGITS
from trunkline.domains.marketplace.rules.amounts import Amount, amounts_of, with_amounts
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import is_exact


@dataclass(frozen=True, slots=True)
class DraftedPrice:
    """What a price asks in the target's currency, and how each amount came to it; those of zero are not listed."""

    terms: Terms
    adjustments: Adjustments
    amounts: tuple[ConvertedAmount, ...]


def check_price_list(wish: PriceListWish) -> None:
    """Raises `Invalid` with the field for what cannot be wished for."""
    if wish.source == wish.target:
        detail = f"to must be another currency than {wish.source}."
        raise Invalid(detail, fields=[FieldProblem("/to", detail)])
    check_rounding(wish.rounding, wish.target, wish.target.exponent, "/rounding")
    check_rounding(wish.unit_prices, wish.target, UNIT_PRICE_DIGITS, "/unit_prices")


def drafted(source: Price, standing: Price | None, wish: PriceListWish, rate: Fraction) -> DraftedPrice:
    """The price in the target's currency. Fees are rounded by the wish's rule to the minor unit, unit prices by theirs to the digits that
    they may have, volumes to the minor unit alone. A package that is finer than the source's minor unit counts as a unit price. Raises
    `Invalid` where the terms cannot be rated with these amounts."""
    before = {} if standing is None else amounts_of(standing)
    amounts: list[ConvertedAmount] = []

    def convert(amount: Amount) -> Decimal:
        exact = Fraction(amount.value) * rate
        kind = _kind(amount, wish)
        found = _rounded(exact, kind, amount.digits, wish)
        if exact:
            place = (amount.pointer, kind)
            amounts.append(ConvertedAmount(*place, amount.value, exact, found, before.get(amount.pointer)))
        return found

    terms, adjustments = with_amounts(source, convert)
    return DraftedPrice(terms, adjustments, tuple(amounts))


def outcome_of(
    source: Price, draft: DraftedPrice, before: Price | None, *, by_hand: bool, wish: PriceListWish
) -> PriceOutcome:
    """What is to be done, given the newest version that the plan has in the target's currency."""
    if before is None:
        return PriceOutcome.created
    asked = (before.terms, before.adjustments, before.aggregation or PLAIN)
    if asked == (draft.terms, draft.adjustments, source.aggregation or PLAIN):
        return PriceOutcome.unchanged
    return PriceOutcome.kept if by_hand and not wish.overwrite else PriceOutcome.revised


def _kind(amount: Amount, wish: PriceListWish) -> AmountKind:
    is_fine = amount.by_piece and not is_exact(amount.value, wish.source.exponent)
    return AmountKind.unit_price if is_fine else amount.kind


def _rounded(exact: Fraction, kind: AmountKind, digits: int, wish: PriceListWish) -> Decimal:
    match kind:
        case AmountKind.unit_price:
            return rounded(exact, wish.unit_prices, digits)
        case AmountKind.fee:
            return rounded(exact, wish.rounding, wish.target.exponent)
        case AmountKind.volume:
            return nearest(exact, wish.target.exponent)
