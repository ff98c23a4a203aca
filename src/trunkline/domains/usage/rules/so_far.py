"""What totals come to in periods that run, for people to see: one amount per line that their invoice would have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from trunkline.domains.marketplace.model import Price
from trunkline.domains.marketplace.rules import ALONE, Others, amount_so_far
from trunkline.domains.usage.model.totals import UsageTotal
from trunkline.kernel.money import Money


class PricedTotal(NamedTuple):
    """A total under the price that rates it."""

    price: Price
    total: UsageTotal


def amounts_of_lines(priced: Sequence[PricedTotal]) -> list[list[Decimal]]:
    """Exact, for each of the totals; where its price groups usage, each group that is used has a line.

    Several versions of a price in the same period go on where the one before ended, as on the bill: so they belong into one call.
    """
    found: list[list[Decimal]] = [[] for _ in priced]
    others: dict[tuple[str, ...], Others] = defaultdict(lambda: ALONE)
    for place, (price, total) in sorted(enumerate(priced), key=lambda one: one[1].price.version):
        for part in _parts(price, total):
            of_price = (price.plan_id, price.currency.code, price.component)
            line = (total.subscription_id, total.period_start.isoformat(), *of_price, part.group)
            amount, others[line] = amount_so_far(
                price, part.quantity, events=part.rated_events, calls=part.amount, held=part.held, others=others[line]
            )
            found[place].append(amount)
    return found


def money_so_far(priced: Sequence[PricedTotal]) -> list[Money]:
    """Of each of the totals. Each line is rounded, as it will be on its invoice."""
    return [
        sum((Money.rounded(exact, one.price.currency) for exact in lines), Money.zero(one.price.currency))
        for one, lines in zip(priced, amounts_of_lines(priced), strict=True)
    ]


def _parts(price: Price, total: UsageTotal) -> Sequence[UsageTotal]:
    if total.is_void:
        return ()
    return [one for one in total.groups if one.rated_events] if price.group_by else [total]
