"""What a total comes to in a period that runs, for people to see: one amount per line that its invoice would have."""

from __future__ import annotations

from decimal import Decimal

from trunkline.domains.marketplace.model import Price
from trunkline.domains.marketplace.rules import amount_so_far
from trunkline.domains.usage.model.totals import UsageTotal
from trunkline.kernel.money import Money


def amounts_of_lines(price: Price, total: UsageTotal) -> list[Decimal]:
    """Exact. Where the price groups usage, each group that is used has a line."""
    parts = [one for one in total.groups if one.rated_events] if price.group_by else [total]
    return [
        amount_so_far(price, one.quantity, events=one.rated_events, calls=one.amount, held=one.held) for one in parts
    ]


def money_so_far(price: Price, total: UsageTotal) -> Money:
    """Each line is rounded, as it will be on its invoice."""
    rounded = (Money.rounded(exact, price.currency) for exact in amounts_of_lines(price, total))
    return sum(rounded, Money.zero(price.currency))
