"""The terms of a call price on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from trunkline.domains.marketplace.api.forms import Amount, Form

TimeOfDay = Annotated[str, Field(description="By the wall clock of `zone`.", examples=["08:00"])]


def _is_absent(value: object) -> bool:
    """Terms are shown without what they do not have, as they are kept."""
    return not value


class CallStepBody(Form):
    """From `from_second` of a call on, time is sold in increments of `increment_seconds`."""

    from_second: int
    increment_seconds: int
    per_minute: Amount


class CallBandBody(Form):
    """Another connect fee and other steps for calls that start on `weekdays` in [from, to).

    `to` may be 24:00. Where `from` is later than `to` the band runs over midnight, and the weekday is that of its start.
    """

    weekdays: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    from_: TimeOfDay = Field(alias="from")
    to: TimeOfDay
    connect_fee: Amount
    steps: list[CallStepBody]


class CallCapBody(Form):
    """The most that a call costs, its connect fee included. `free`: it goes on and costs nothing more. `disconnect`: the switch ends
    it there, and rating does not change.
    """

    amount: Annotated[str, Field(description="Major units, at most four decimals.", examples=["2.50"])]
    kind: Literal["free", "disconnect"]


class CallBody(Form):
    """A fee for every connected call, and increments by step: 60/6 billing has the steps (0, 60 s) and (60, 6 s).

    They hold where no band does. Bands do not overlap; with bands, `zone` names the time zone in which they are told. The band in
    force at the start of a call holds for the whole call.
    """

    model: Literal["call"]
    connect_fee: Amount
    steps: list[CallStepBody]
    zone: Annotated[str | None, Field(description="IANA name.", examples=["Europe/Berlin"], exclude_if=_is_absent)] = (
        None
    )
    bands: list[CallBandBody] = Field(default_factory=list, exclude_if=_is_absent)
    cap: Annotated[CallCapBody | None, Field(exclude_if=_is_absent)] = None
