"""A corrected price against what was booked under the versions that it takes the place of (money policy 5).

The versions of a component are compared as a whole, and the difference stands on one line, under the corrected version: the customer
reads one correction instead of a credit and a new charge, with the tax that was on the old line, and what was waived stays waived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from trunkline.domains.billing.model import Booked, Charge, ChargeKey
from trunkline.domains.billing.rules.amounts import rounded_amount, tax_of
from trunkline.domains.marketplace.model import Price
from trunkline.kernel.ids import PriceId
from trunkline.kernel.money import Money


def with_corrected_prices(
    charges: Iterable[Charge], booked: Mapping[ChargeKey, Booked], prices: Mapping[PriceId, Price], zone: ZoneInfo
) -> dict[ChargeKey, Booked]:
    """`booked`, with what earlier versions leave over counted as booked under the corrected one. `prices` are those of `booked`."""
    found = dict(booked)
    by_key = {charge.key: charge for charge in charges}
    for target in _targets(by_key.values()).values():
        rests = []
        for key in sorted(booked, key=lambda one: prices[one.price_id].version):
            if key in found and _is_earlier(key, prices[key.price_id], target):
                kept, rest = _split(booked[key], by_key.get(key))
                rests.append((prices[key.price_id].version, rest))
                del found[key]
                if kept is not None:
                    found[key] = kept
        if rests:
            found[target.key] = _together(target, rests, booked.get(target.key), zone)
    return found


def _targets(charges: Iterable[Charge]) -> dict[tuple[object, ...], Charge]:
    """Of each component, and group of it, in each period the newest version that corrects others."""
    found: dict[tuple[object, ...], Charge] = {}
    for charge in charges:
        if charge.price.correction is not None:
            key = (charge.key.subscription_id, charge.key.service_start, charge.key.group, *_component(charge.price))
            if key not in found or found[key].price.version < charge.price.version:
                found[key] = charge
    return found


def _is_earlier(key: ChargeKey, price: Price, target: Charge) -> bool:
    same = replace(key, price_id=target.key.price_id) == target.key
    return same and _component(price) == _component(target.price) and price.version < target.price.version


def _component(price: Price) -> tuple[object, ...]:
    return price.plan_id, price.currency.code, price.component


def _split(booked: Booked, charge: Charge | None) -> tuple[Booked | None, Booked]:
    """What an earlier version still costs, booked as it is; and the rest, which the corrected one takes over."""
    if charge is None:
        return None, booked
    amount = rounded_amount(charge.exact, charge.currency)
    kept = replace(booked, amount=amount, quantity=charge.quantity)
    zero = Money.zero(amount.currency)
    waived, asked = max(zero, booked.waived - amount), max(zero, amount - booked.waived)
    quantity = booked.quantity - charge.quantity
    tax = None if booked.tax is None else booked.tax - _tax_like(booked, asked)
    return kept, replace(booked, amount=booked.amount - amount, quantity=quantity, waived=waived, tax=tax)


def _tax_like(booked: Booked, asked: Money) -> Money:
    return tax_of(asked, booked.tax_rate, inclusive=booked.tax_inclusive)


def _together(target: Charge, rests: list[tuple[int, Booked]], own: Booked | None, zone: ZoneInfo) -> Booked:
    parts = [rest for _, rest in rests] + ([] if own is None else [own])
    last, zero = parts[-1], Money.zero(target.currency)
    return replace(
        last,
        key=target.key,
        amount=sum((part.amount for part in parts), zero),
        waived=sum((part.waived for part in parts), zero),
        quantity=sum((part.quantity for part in parts), Decimal(0)),
        numbers=tuple(dict.fromkeys(number for part in parts for number in part.numbers)),
        correction=_words(target.price, [version for version, _ in rests], zone) if own is None else "",
        tax=_tax_of_all(parts, zero),
    )


def _tax_of_all(parts: Sequence[Booked], zero: Money) -> Money | None:
    taxes = [part.tax for part in parts if part.tax is not None]
    alike = len({(part.tax_rate, part.tax_inclusive) for part in parts}) == 1
    return sum(taxes, zero) if alike and len(taxes) == len(parts) else None


def _words(price: Price, versions: list[int], zone: ZoneInfo) -> str:
    since = price.effective_from.astimezone(zone).date()
    replaced = " and ".join(str(version) for version in versions)
    reason = f"version {price.version} in place of version {replaced}, {price.correction}"
    return f"price corrected from {since}: {reason}"
