"""`?fields=id,name` on any GET: only these members of the object, or of each item of a list or page. An unknown name is a 400."""

from __future__ import annotations

import typing
from typing import Any

import msgspec
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from trunkline.infra.web.paging import PageOut
from trunkline.kernel.errors import Problem


class UnknownField(Problem):
    """`?fields=` names something that the answer does not have."""

    code = "unknown_field"
    title = "There is no such field"


def field_names(model: Any) -> frozenset[str] | None:
    """The names that may be asked for; None where the answer is not a JSON object."""
    if typing.get_origin(model) is list:
        return field_names(typing.get_args(model)[0])
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return None
    if issubclass(model, PageOut):
        (item,) = model.__pydantic_generic_metadata__["args"] or (None,)
        return field_names(item)
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def chosen_fields(request: Request, response: Response, known: frozenset[str] | None) -> Response:
    asked = request.query_params.get("fields")
    if asked is None or known is None or response.status_code != 200:
        return response
    names = [name.strip() for name in asked.split(",") if name.strip()]
    unknown = sorted(set(names) - known)
    if unknown or not names:
        wrong = ", ".join(unknown)[:100] or "nothing"
        raise UnknownField(f"fields names {wrong}; known are {', '.join(sorted(known))}.")
    response.body = msgspec.json.encode(_chosen(msgspec.json.decode(response.body), names))
    response.headers["Content-Length"] = str(len(response.body))
    return response


def _chosen(body: Any, names: list[str]) -> Any:
    if isinstance(body, list):
        return [_only(item, names) for item in body]
    if isinstance(body.get("items"), list) and "next_cursor" in body:
        return body | {"items": [_only(item, names) for item in body["items"]]}
    return _only(body, names)


def _only(item: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: item[name] for name in names if name in item}
