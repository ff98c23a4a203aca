"""JSON that can be stored: text that no database could keep is refused at the door, not found out deep inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request


class JsonRequest(Request):
    """JSON may spell half a surrogate pair or U+0000; UTF-8 has no bytes for the one, PostgreSQL no place for the other."""

    async def json(self) -> Any:
        value = await super().json()
        raw = (await self.body()).lower()
        if (b"\\ud" in raw or b"\\u0000" in raw) and any(map(_cannot_be_kept, _texts(value))):
            raise json.JSONDecodeError("text holds half of a surrogate pair or U+0000", "", 0)
        return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts(item)


def _cannot_be_kept(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)
