"""Quotes of prices that group usage, what may be grouped at all, and how a group reads."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.domains.billing.imagined import a_price
from trunkline.domains.billing.api.quotes import QuoteIn, QuoteOut, answer_quote
from trunkline.domains.marketplace.model import (
    OTHERS,
    UNGROUPED,
    Aggregation,
    AggregationKind,
    CallStep,
    CallTerms,
    PerUnitTerms,
    Price,
    group_of,
    group_values,
    group_words,
)
from trunkline.domains.marketplace.rules.catalogue import check_price
from trunkline.kernel.errors import Invalid

EACH = PerUnitTerms(Decimal("0.10"))
BY_REGION = replace(a_price(EACH, meter="messages"), group_by=("region", "tier"))
PACKAGE = {"model": "package", "amount": "5", "package_size": "100", "group_by": ["region"]}


def quoted(*items: dict[str, Any]) -> QuoteOut:
    body = QuoteIn.model_validate({"currency": "EUR", "items": list(items)})
    return answer_quote(body, {BY_REGION.id: BY_REGION})


def an_item(quantity: str, **group: str | None) -> dict[str, Any]:
    return {"price_id": BY_REGION.id, "group": group, "usage": {"quantity": quantity}}


def test_each_group_is_quoted_by_itself() -> None:
    made = quoted(
        {"price": PACKAGE, "group": {"region": "eu"}, "usage": {"quantity": "150"}},
        {"price": PACKAGE, "group": {"region": "us"}, "usage": {"quantity": "50"}},
    )
    # Two packages and one.
    assert [line.amount for line in made.lines] == ["10.00", "5.00"]
    assert [one.model_dump() for one in made.lines[1].group or []] == [{"property": "region", "value": "us"}]


def test_a_group_is_told_by_all_its_properties_in_any_order() -> None:
    made = quoted(an_item("7", tier=None, region="eu"))
    assert [(one.property, one.value) for one in made.lines[0].group or []] == [("region", "eu"), ("tier", None)]
    assert made.total == "0.70"


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        ({"price_id": BY_REGION.id, "usage": {"quantity": "1"}}, "/items/0/group"),
        (an_item("1", region="eu"), "/items/0/group"),
        (an_item("1", region="eu", tier="1", colour="red"), "/items/0/group"),
        ({"price": PACKAGE, "usage": {"quantity": "1"}}, "/items/0/group"),
        ({"price": PACKAGE | {"group_by": "region"}, "usage": {"quantity": "1"}}, "/items/0/price/group_by"),
        ({"price": PACKAGE | {"group_by": ["a", "b", "c"]}, "usage": {"quantity": "1"}}, "/items/0/price/group_by"),
        ({"price": {"model": "flat", "amount": "1"}, "group": {"region": "eu"}}, "/items/0/group"),
    ],
)
def test_what_is_of_no_group_of_the_price_is_refused_at_its_place(item: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        quoted(item)
    assert [one.pointer for one in refused.value.fields] == [pointer]


def test_one_group_of_a_price_is_one_item() -> None:
    with pytest.raises(Invalid) as refused:
        quoted(an_item("1", region="eu", tier="1"), an_item("2", region="eu", tier="1"))
    assert [one.pointer for one in refused.value.fields] == ["/items/1/group"]


def _changed(**changes: Any) -> Price:
    return replace(BY_REGION, **changes)


@pytest.mark.parametrize(
    ("price", "pointer"),
    [
        (_changed(group_by=("a", "b", "c")), "/group_by"),
        (_changed(group_by=("a", "a")), "/group_by/1"),
        (_changed(group_by=("",)), "/group_by/0"),
        (_changed(meter=None), "/group_by"),
        (_changed(terms=CallTerms(Decimal(0), (CallStep(0, 60, Decimal("0.10")),))), "/group_by"),
        (_changed(aggregation=Aggregation(AggregationKind.weighted_sum)), "/group_by"),
        (_changed(aggregation=Aggregation(AggregationKind.unique_count, "agent")), "/group_by"),
    ],
)
def test_what_cannot_be_grouped_is_not_sold(price: Price, pointer: str) -> None:
    check_price(BY_REGION, [], BY_REGION.effective_from)
    with pytest.raises(Invalid) as refused:
        check_price(price, [], price.effective_from)
    assert pointer in [one.pointer for one in refused.value.fields]


def test_a_group_reads_as_its_properties() -> None:
    group = group_of([("region", "eu"), ("tier", None)])
    assert group_values(group) == {"region": "eu", "tier": None}
    assert group_words(group) == "region: eu, tier: (none)"
    assert (group_words(OTHERS), group_words(UNGROUPED), group_values(UNGROUPED)) == ("(other groups)", "", {})
    assert group_of([("region", "EU")]) != group_of([("region", "eu")])
