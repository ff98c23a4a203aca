"""What any price may have beside its terms: included units, a discount, a maximum and a minimum. Amounts are major units, exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from trunkline.domains.marketplace.model.amounts import COUNTED, FEE, PERCENT, VOLUME
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import decimal_of, is_exact

AMOUNT_MAX = Decimal(10) ** 12
DIGITS = 12
PERIODS_MAX = 1_200
_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Discount:
    """`percent` off, or `amount` off per whole period; in the first `periods` periods of a subscription, None: in all of them."""

    percent: Decimal | None = field(default=None, metadata=PERCENT)
    amount: Decimal | None = field(default=None, metadata=VOLUME)
    periods: int | None = None

    def holds_in(self, period_index: int) -> bool:
        """`period_index` counts the subscription's periods from 0."""
        return self.periods is None or period_index < self.periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """In the order in which they work: `included_units` cost nothing, the discount, at most the maximum, at least the minimum.

    The discount's amount and the minimum are those of a whole period and are prorated with it; the maximum is not (money policy 3).
    """

    included_units: Decimal = field(default=Decimal(0), metadata=COUNTED)
    discount: Discount | None = None
    maximum_amount: Decimal | None = field(default=None, metadata=FEE)
    minimum_amount: Decimal | None = field(default=None, metadata=FEE)

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            first = problems[0]
            raise Invalid(f"These adjustments cannot be applied: {first.pointer} {first.detail}", fields=problems)

    def __bool__(self) -> bool:
        return self != UNADJUSTED


def adjustments_to_json(adjustments: Adjustments) -> dict[str, Any]:
    """What applies, and nothing else; amounts as strings."""
    amounts = {
        "included_units": adjustments.included_units or None,
        "maximum_amount": adjustments.maximum_amount,
        "minimum_amount": adjustments.minimum_amount,
    }
    shown: dict[str, Any] = {name: format(amount, "f") for name, amount in amounts.items() if amount is not None}
    if (discount := adjustments.discount) is not None:
        parts = {"percent": discount.percent, "amount": discount.amount}
        shown["discount"] = {name: format(part, "f") for name, part in parts.items() if part is not None}
        if discount.periods is not None:
            shown["discount"]["periods"] = discount.periods
    return shown


def adjustments_from_json(data: Mapping[str, Any]) -> Adjustments:
    """Raises `Invalid`, naming the field, when they are malformed or cannot be applied."""
    _refuse_others(data, {"included_units", "discount", "maximum_amount", "minimum_amount"}, "")
    discount = data.get("discount")
    return Adjustments(
        included_units=_amount(data, "included_units", "") or Decimal(0),
        discount=None if discount is None else _discount(discount),
        maximum_amount=_amount(data, "maximum_amount", ""),
        minimum_amount=_amount(data, "minimum_amount", ""),
    )


def _discount(data: object) -> Discount:
    if not isinstance(data, Mapping):
        raise _malformed("/discount", "must be an object.")
    _refuse_others(data, {"percent", "amount", "periods"}, "/discount")
    periods = data.get("periods")
    if periods is not None and (isinstance(periods, bool) or not isinstance(periods, int)):
        raise _malformed("/discount/periods", "must be a whole number of periods, or null for all of them.")
    return Discount(_amount(data, "percent", "/discount"), _amount(data, "amount", "/discount"), periods)


def _amount(data: Mapping[str, Any], name: str, pointer: str) -> Decimal | None:
    if data.get(name) is None:
        return None
    try:
        return decimal_of(data[name], name=name)
    except Invalid as problem:
        raise _malformed(f"{pointer}/{name}", problem.detail) from None


def _refuse_others(data: Mapping[str, Any], known: set[str], pointer: str) -> None:
    for name in data:
        if name not in known:
            raise _malformed(f"{pointer}/{name}", f"is not known here; there are {', '.join(sorted(known))}.")


def _problems(one: Adjustments) -> Iterator[FieldProblem]:
    for name in ("included_units", "maximum_amount", "minimum_amount"):
        if (amount := getattr(one, name)) is not None:
            yield from _amount_problems(amount, f"/{name}", AMOUNT_MAX)
    if one.discount is not None:
        yield from _discount_problems(one.discount)
    if one.maximum_amount is not None and one.minimum_amount is not None and one.minimum_amount > one.maximum_amount:
        yield FieldProblem("/minimum_amount", "must not be above maximum_amount.")


def _discount_problems(discount: Discount) -> Iterator[FieldProblem]:
    if (discount.percent is None) == (discount.amount is None):
        yield FieldProblem("/discount", "must have either percent or amount.")
    if discount.percent is not None:
        yield from _amount_problems(discount.percent, "/discount/percent", _PERCENT)
    if discount.amount is not None:
        yield from _amount_problems(discount.amount, "/discount/amount", AMOUNT_MAX)
    if discount.periods is not None and not 1 <= discount.periods <= PERIODS_MAX:
        yield FieldProblem("/discount/periods", f"must be 1 … {PERIODS_MAX}.")


def _amount_problems(amount: Decimal, pointer: str, most: Decimal) -> Iterator[FieldProblem]:
    if not amount.is_finite() or not 0 <= amount <= most:
        yield FieldProblem(pointer, f"is outside 0 … {most}.")
    elif not is_exact(amount, DIGITS):
        yield FieldProblem(pointer, f"has more than {DIGITS} decimals.")


def _malformed(pointer: str, detail: str) -> Invalid:
    return Invalid(f"The adjustments are malformed: {detail}", fields=[FieldProblem(pointer, detail)])


UNADJUSTED = Adjustments()
