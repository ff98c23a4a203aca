"""The terms of a call price on the wire."""

from typing import Literal

from trunkline.domains.marketplace.api.forms import Amount, Form


class CallStepBody(Form):
    """From `from_second` of a call on, time is sold in increments of `increment_seconds`."""

    from_second: int
    increment_seconds: int
    per_minute: Amount


class CallBody(Form):
    """A fee for every connected call, and increments by step: 60/6 billing has the steps (0, 60 s) and (60, 6 s)."""

    model: Literal["call"]
    connect_fee: Amount
    steps: list[CallStepBody]
