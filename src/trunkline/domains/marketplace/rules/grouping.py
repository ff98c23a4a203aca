"""What may be priced by group."""

from __future__ import annotations

from collections.abc import Iterator

from trunkline.domains.marketplace.model import AggregationKind, CallTerms, Price
from trunkline.kernel.errors import FieldProblem


def grouping_problems(price: Price, at: str) -> Iterator[FieldProblem]:
    """Events of a period are grouped: neither calls, which are rated and listed one by one, nor a level, which goes on over periods.

    Nor different values: those of the groups beyond the first are one group, in which a value counts once, and of each group only how
    many it has is kept.
    """
    if not price.group_by:
        return
    if price.meter is None:
        yield FieldProblem(f"{at}/group_by", "group_by must be left out: without a meter nothing is counted.")
    if isinstance(price.terms, CallTerms):
        yield FieldProblem(f"{at}/group_by", "group_by must be left out: calls are rated one by one.")
    if price.aggregation is not None and price.aggregation.kind is AggregationKind.weighted_sum:
        yield FieldProblem(f"{at}/group_by", "group_by must be left out: a level goes on over periods and is one.")
    if price.aggregation is not None and price.aggregation.kind is AggregationKind.unique_count:
        detail = "group_by must be left out: different values are counted of all events, a value once, whatever group it comes in."
        yield FieldProblem(f"{at}/group_by", detail)
