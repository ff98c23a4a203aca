"""What paying early saves and paying late costs, as it was agreed with a company and kept with each of its invoices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from trunkline.kernel.money import Money

DAYS_MAX = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of what an invoice asks for: `percent` of it, or an `amount`; no more than `cap`. Major units of the invoice's currency."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EarlyDiscount:
    """Who pays within `days` after the day of issue owes this part less."""

    days: int
    part: Part


@dataclass(frozen=True, slots=True)
class LateFee:
    """Of an invoice that is open `after_days` after its last day of payment, this part is charged on top, once."""

    after_days: int
    part: Part


@dataclass(frozen=True, slots=True)
class EarlyPayment:
    """Until `until` the payment of `amount` settles an invoice that asks for `discount` more."""

    until: datetime
    amount: Money
    discount: Money


def early_to_json(terms: EarlyDiscount | None) -> dict[str, Any] | None:
    """As it is kept and told: amounts and percentages as strings."""
    return None if terms is None else {"days": terms.days} | _part_to_json(terms.part)


def early_from_json(kept: Mapping[str, Any] | None) -> EarlyDiscount | None:
    return None if kept is None else EarlyDiscount(int(kept["days"]), _part_of(kept))


def late_to_json(terms: LateFee | None) -> dict[str, Any] | None:
    """The same for what paying late costs."""
    return None if terms is None else {"after_days": terms.after_days} | _part_to_json(terms.part)


def late_from_json(kept: Mapping[str, Any] | None) -> LateFee | None:
    return None if kept is None else LateFee(int(kept["after_days"]), _part_of(kept))


def _part_to_json(part: Part) -> dict[str, str]:
    named = {"percent": part.percent, "amount": part.amount, "cap": part.cap}
    return {name: format(value, "f") for name, value in named.items() if value is not None}


def _part_of(kept: Mapping[str, Any]) -> Part:
    return Part(**{name: Decimal(kept[name]) for name in ("percent", "amount", "cap") if name in kept})
