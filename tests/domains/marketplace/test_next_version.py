"""The version that follows another, by a revision or a correction: it is the price before it with what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.domains.billing.imagined import a_price
from trunkline.domains.marketplace.model import (
    Adjustments,
    Aggregation,
    AggregationKind,
    CommitmentTerms,
    FlatTerms,
    PerUnitTerms,
)
from trunkline.domains.marketplace.rules.versions import next_version
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import PriceId

SINCE = datetime(2026, 3, 10, tzinfo=UTC)
BEFORE = replace(
    a_price(PerUnitTerms(Decimal("0.10"))),
    meter="sms",
    adjustments=Adjustments(included_units=Decimal(10)),
    aggregation=Aggregation(kind=AggregationKind.max, measured_by="size"),
    correction="agreed on Monday",
)
ID = PriceId("pri_01h00000000000000000000000")


def test_what_is_not_told_stays_as_it_was() -> None:
    after = next_version(BEFORE, ID, PerUnitTerms(Decimal("0.08")), since=SINCE)
    assert after == replace(
        BEFORE,
        id=ID,
        version=BEFORE.version + 1,
        effective_from=SINCE,
        terms=PerUnitTerms(Decimal("0.08")),
        correction=None,
    )


def test_what_is_told_is_as_told_and_a_plain_sum_is_no_aggregation() -> None:
    after = next_version(
        BEFORE,
        ID,
        BEFORE.terms,
        since=SINCE,
        adjustments=Adjustments(),
        aggregation=Aggregation(kind=AggregationKind.sum),
        correction="as agreed",
    )
    assert (after.adjustments, after.aggregation, after.correction) == (Adjustments(), None, "as agreed")


@pytest.mark.parametrize("correction", [None, "as agreed"])
def test_neither_way_a_commitment_becomes_another_price(correction: str | None) -> None:
    committed = replace(BEFORE, terms=CommitmentTerms(Decimal(500)), meter=None, aggregation=None)
    with pytest.raises(Invalid, match="cannot become a flat price"):
        next_version(committed, ID, FlatTerms(Decimal(5)), since=SINCE, correction=correction)
