"""Stripe's form encoding: `metadata[key]=v`, `expand[]=x`, `items[0][id]=y` become nested objects and lists of strings."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

_START_BYTES = 8
_PARTS = re.compile(r"[^\[\]]+|\[\]")


def decode(text: str) -> dict[str, Any]:
    """The parameters of a body or a query."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _put(root, _PARTS.findall(name), value)
    listed = _lists(root)
    assert isinstance(listed, dict)
    return listed


async def read(request: Request) -> dict[str, Any]:
    """The parameters of a request with a body. A file of a form becomes its name, size, digest and how it begins."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return decode((await request.body()).decode())
    root: dict[str, Any] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                _put(root, _PARTS.findall(name), value)
            else:
                data = await value.read()
                digest, start = hashlib.sha256(data).hexdigest(), data[:_START_BYTES].hex()
                root[name] = {"name": value.filename, "size": len(data), "sha256": digest, "start": start}
    return root


def _put(into: dict[str, Any], parts: list[str], value: str) -> None:
    head, *rest = parts
    name = str(len(into)) if head == "[]" else head
    if not rest:
        into[name] = value
    else:
        _put(into.setdefault(name, {}), rest, value)


def _lists(value: Any) -> Any:
    """Objects whose names are 0, 1, 2 … are lists."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(part) for name, part in value.items()}
    is_list = bool(inner) and list(inner) == [str(number) for number in range(len(inner))]
    return list(inner.values()) if is_list else inner
