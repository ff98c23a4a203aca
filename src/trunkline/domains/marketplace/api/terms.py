"""The terms of a price on the wire, in both directions: `model` says which of the nine forms the rest has. Amounts are decimal strings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from trunkline.domains.marketplace.api.call_terms import CallBody
from trunkline.domains.marketplace.api.forms import Amount, Form
from trunkline.domains.marketplace.api.percentage_terms import GraduatedPercentageBody, PercentageBody
from trunkline.domains.marketplace.api.tier_terms import GraduatedBody, VolumeBody
from trunkline.domains.marketplace.model import PricingModel, Terms, terms_from_json, terms_to_json
from trunkline.kernel.errors import FieldProblem, Invalid


class FlatBody(Form):
    """One amount per period, whatever is used."""

    model: Literal["flat"]
    amount: Amount


class PerUnitBody(Form):
    """Every unit costs the same."""

    model: Literal["per_unit"]
    unit_amount: Amount


class PackageBody(Form):
    """Units beyond the free ones are sold in packages of `package_size` at `amount`; a started package counts whole."""

    model: Literal["package"]
    amount: Amount
    package_size: Annotated[str, Field(examples=["100"])]
    free_units: Annotated[str, Field(examples=["20"])] = "0"


class CommitmentBody(Form):
    """What all prices of the plan come to together at least, per whole period. What is missing is due when the period closes."""

    model: Literal["commitment"]
    amount: Amount


TermsBody = Annotated[
    FlatBody
    | PerUnitBody
    | GraduatedBody
    | VolumeBody
    | PackageBody
    | PercentageBody
    | GraduatedPercentageBody
    | CallBody
    | CommitmentBody,
    Field(discriminator="model"),
]
_BODY: TypeAdapter[Any] = TypeAdapter(TermsBody)


def body_of(terms: Terms) -> Any:
    """The terms as they are sent; what was read can be sent back."""
    return _BODY.validate_python({"model": terms.model.value, **terms_to_json(terms)})


def terms_of(body: BaseModel, pointer: str) -> Terms:
    """The terms that were sent at `pointer`. Raises `Invalid` with the fields when they cannot be rated."""
    told = body.model_dump(by_alias=True)
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
