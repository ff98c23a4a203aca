"""Included units, discount, maximum and minimum of a price on the wire, in both directions. Amounts are decimal strings."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.marketplace.api.terms import problems_at
from trunkline.domains.marketplace.model import Adjustments, adjustments_from_json, adjustments_to_json


class DiscountBody(BaseModel):
    """Either `percent` off, or `amount` off per whole period; in the first `periods` periods of a subscription, null: in all."""

    model_config = ConfigDict(extra="forbid")

    percent: Annotated[str | None, Field(examples=["20"])] = None
    amount: Annotated[str | None, Field(examples=["10.00"])] = None
    periods: Annotated[int | None, Field(examples=[3])] = None


class AdjustmentsBody(BaseModel):
    """In the order in which they work. The discount's amount and the minimum belong to a whole period and are prorated with it."""

    model_config = ConfigDict(extra="forbid")

    included_units: Annotated[str | None, Field(description="These cost nothing.", examples=["100"])] = None
    discount: DiscountBody | None = None
    maximum_amount: Annotated[
        str | None, Field(description="The component never costs more per period.", examples=["500.00"])
    ] = None
    minimum_amount: Annotated[
        str | None, Field(description="What is missing at the end of the period is made up for.", examples=["25.00"])
    ] = None


def adjustments_body(adjustments: Adjustments) -> AdjustmentsBody | None:
    """The adjustments as they are sent; null where there are none."""
    return AdjustmentsBody(**adjustments_to_json(adjustments)) if adjustments else None


def adjustments_of(body: AdjustmentsBody | None, pointer: str) -> Adjustments:
    """The adjustments that were sent at `pointer`. Raises `Invalid` with the fields when they cannot be applied."""
    told: dict[str, Any] = {} if body is None else body.model_dump(exclude_none=True)
    with problems_at(pointer):
        return adjustments_from_json(told)
