"""The terms of a price in percent on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from trunkline.domains.marketplace.api.forms import Amount, Form
from trunkline.domains.marketplace.api.tier_terms import UpTo

Percent = Annotated[str, Field(description="2.9 means 2.9 %; at most ten decimals.", examples=["2.9"])]
Bound = Annotated[str | None, Field(examples=["0.50"])]


class PercentageBody(Form):
    """`percent` of a volume of money, and `fixed_amount` for every event that made it up.

    The first `free_events` have no fixed amount, the first `free_volume` no percentage. With a minimum or a maximum per event each event
    has a fee of its own, the first `free_events` none; such a price can be quoted, not sold, because usage is kept as totals.
    """

    model: Literal["percentage"]
    percent: Percent
    fixed_amount: Amount = "0"
    free_events: Annotated[int, Field(examples=[10])] = 0
    free_volume: Amount = "0"
    per_event_minimum: Bound = None
    per_event_maximum: Bound = None


class PercentTierBody(Form):
    """Volume up to and including `up_to`, counted from the tier before. `flat_amount` is due when the tier is reached."""

    up_to: UpTo
    percent: Percent
    flat_amount: Amount = "0"


class GraduatedPercentageBody(Form):
    """Each slice of a volume of money at the percentage of the tier that it falls in."""

    model: Literal["graduated_percentage"]
    tiers: list[PercentTierBody]
