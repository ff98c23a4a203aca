"""The version of a price that follows another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trunkline.domains.marketplace.model import Adjustments, Aggregation, Price, Terms
from trunkline.domains.marketplace.rules.catalogue import check_model
from trunkline.kernel.ids import PriceId


def next_version(
    before: Price,
    price_id: PriceId,
    terms: Terms,
    *,
    since: datetime,
    adjustments: Adjustments | None = None,
    aggregation: Aggregation | None = None,
    correction: str | None = None,
) -> Price:
    """`before` with these terms since a moment. `adjustments` and `aggregation` None leave them as they are.

    `correction` is why it takes the place of the versions before it, None where it only follows them. Raises `Invalid` where it would
    make a commitment of another price, or another price of a commitment.
    """
    check_model(before.terms, terms)
    counted = before.aggregation if aggregation is None else aggregation
    return replace(
        before,
        id=price_id,
        version=before.version + 1,
        effective_from=since,
        terms=terms,
        adjustments=before.adjustments if adjustments is None else adjustments,
        aggregation=None if counted is None or counted.is_plain else counted,
        correction=correction,
    )
