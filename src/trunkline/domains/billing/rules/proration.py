"""Which parts of a period pay (money policy 1). What share of it each of them is, `marketplace.rules.shares` says."""

from __future__ import annotations

from trunkline.domains.marketplace.model import Grain
from trunkline.domains.marketplace.rules.shares import Share as Share
from trunkline.domains.marketplace.rules.shares import share_of as share_of


def paying_parts(grains: list[Grain]) -> list[bool]:
    """Which parts of a period pay, given their plans' grains in order.

    A plan without proration is paid in full by the period's first part on such a plan; a change to another one shows in the next
    period, and nothing is given back. Parts on plans with proration always pay theirs.
    """
    first = grains.index(Grain.none) if Grain.none in grains else None
    return [grain is not Grain.none or index == first for index, grain in enumerate(grains)]
