"""The aggregation of a metered price on the wire, in both directions."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.marketplace.api.terms import problems_at
from trunkline.domains.marketplace.model import (
    Aggregation,
    AggregationKind,
    aggregation_from_json,
    aggregation_to_json,
)


class FilterBody(BaseModel):
    """Only events count whose property is one of the values, compared as text."""

    model_config = ConfigDict(extra="forbid")

    property: Annotated[str, Field(examples=["region"])]
    values: Annotated[list[str], Field(examples=[["eu", "us"]])]


class AggregationBody(BaseModel):
    """How the events of a period become one quantity. An event counts when it passes every filter."""

    model_config = ConfigDict(extra="forbid")

    kind: AggregationKind
    property: Annotated[
        str | None, Field(description="The event's property to measure by, instead of `quantity`.", examples=["bytes"])
    ] = None
    filters: list[FilterBody] = []


def aggregation_body(aggregation: Aggregation | None) -> AggregationBody | None:
    """The aggregation as it is sent; null where quantities are simply added up."""
    return None if aggregation is None else AggregationBody(**aggregation_to_json(aggregation))


def aggregation_of(body: AggregationBody | None, pointer: str) -> Aggregation | None:
    """The aggregation that was sent at `pointer`. Raises `Invalid` with the fields when it cannot be computed."""
    if body is None:
        return None
    with problems_at(pointer):
        return aggregation_from_json(body.model_dump(exclude_none=True))
