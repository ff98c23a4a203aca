"""The terms of a price on the wire, in both directions: `model` says which of the five forms the rest has. Amounts are decimal strings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from trunkline.domains.marketplace.model import PricingModel, Terms, terms_from_json, terms_to_json
from trunkline.kernel.errors import FieldProblem, Invalid

Amount = Annotated[str, Field(description="Major units, at most twelve decimals.", examples=["0.14"])]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FlatBody(_Form):
    """One amount per period, whatever is used."""

    model: Literal["flat"]
    amount: Amount


class PerUnitBody(_Form):
    """Every unit costs the same."""

    model: Literal["per_unit"]
    unit_amount: Amount


class TierBody(_Form):
    """Units up to and including `up_to`, counted from the tier before; null in the last one. `flat_amount` is due when it is reached."""

    up_to: Annotated[str | None, Field(examples=["1000"])]
    unit_amount: Amount
    flat_amount: Amount


class GraduatedBody(_Form):
    """Each unit costs the price of the tier that it falls in."""

    model: Literal["graduated"]
    tiers: list[TierBody]


class VolumeBody(_Form):
    """All units cost the price of the tier that the total falls in."""

    model: Literal["volume"]
    tiers: list[TierBody]


class CallStepBody(_Form):
    """From `from_second` of a call on, time is sold in increments of `increment_seconds`."""

    from_second: int
    increment_seconds: int
    per_minute: Amount


class CallBody(_Form):
    """A fee for every connected call, and increments by step: 60/6 billing has the steps (0, 60 s) and (60, 6 s)."""

    model: Literal["call"]
    connect_fee: Amount
    steps: list[CallStepBody]


TermsBody = Annotated[FlatBody | PerUnitBody | GraduatedBody | VolumeBody | CallBody, Field(discriminator="model")]
_BODY: TypeAdapter[Any] = TypeAdapter(TermsBody)


def body_of(terms: Terms) -> Any:
    """The terms as they are sent; what was read can be sent back."""
    return _BODY.validate_python({"model": terms.model.value, **terms_to_json(terms)})


def terms_of(body: BaseModel, pointer: str) -> Terms:
    """The terms that were sent at `pointer`. Raises `Invalid` with the fields when they cannot be rated."""
    told = body.model_dump()
    with problems_at(pointer):
        return terms_from_json(PricingModel(told.pop("model")), told)


@contextmanager
def problems_at(pointer: str) -> Iterator[None]:
    """Whatever is `Invalid` within is so at `pointer` of the body."""
    try:
        yield
    except Invalid as problem:
        fields = [FieldProblem(pointer + one.pointer, one.detail) for one in problem.fields]
        raise Invalid(problem.detail, fields=fields or [FieldProblem(pointer, problem.detail)]) from None
