"""The terms of a price by tiers on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from trunkline.domains.marketplace.api.forms import Amount, Form

UpTo = Annotated[
    str | None, Field(description="The end of the tier, which lies in it. Null in the last.", examples=["1000"])
]


class TierBody(Form):
    """Units up to and including `up_to`, counted from the tier before; null in the last one. `flat_amount` is due when it is reached."""

    up_to: UpTo
    unit_amount: Amount
    flat_amount: Amount
    block_size: Annotated[
        str | None,
        Field(
            description="Units are sold in whole blocks of this size, a started one counts whole: `unit_amount` is the price of a block.",
            examples=["100"],
        ),
    ] = None


class GraduatedBody(Form):
    """Each unit costs the price of the tier that it falls in."""

    model: Literal["graduated"]
    tiers: list[TierBody]


class VolumeBody(Form):
    """All units cost the price of the tier that the total falls in."""

    model: Literal["volume"]
    tiers: list[TierBody]
