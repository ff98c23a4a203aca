"""A body that did not come by HTTP, read as if it had: the same shape, the same problems with the same pointers."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from trunkline.infra.web.problems import detail_of, field_problems
from trunkline.kernel.errors import Invalid

Shape = TypeVar("Shape", bound=BaseModel)


def validated(shape: type[Shape], body: object) -> Shape:
    """`body`, as JSON values, in its shape. Raises the `Invalid` that a route answers a malformed body with."""
    try:
        return shape.model_validate(body, from_attributes=True)
    except ValidationError as error:
        found = [{"loc": ("body", *one["loc"]), "msg": one["msg"]} for one in error.errors()]
        fields = field_problems(found, body)
        raise Invalid(detail_of(fields), fields=fields) from None
