"""Pages of a list: an opaque, signed cursor that says where to go on. Never an offset, never a total of a big list."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from trunkline.kernel.errors import Invalid

PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 100

Item = TypeVar("Item")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`limit` rows after `position`; `position` holds the sort values of the last row seen, None for the start."""

    limit: int = PAGE_SIZE_DEFAULT
    position: tuple[str | int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Rows and, if there are more, the position after the last of them."""

    items: Sequence[Item]
    next_position: tuple[str | int, ...] | None = None

    def map(self, change: Callable[[Item], Other]) -> Page[Other]:
        return Page([change(item) for item in self.items], self.next_position)


def page_of(
    rows: Sequence[Item], request: PageRequest, position: Callable[[Item], tuple[str | int, ...]]
) -> Page[Item]:
    """The page from a result that was asked for `limit + 1` rows: the extra row only says that there is more."""
    items = rows[: request.limit]
    return Page(items, position(items[-1]) if len(rows) > request.limit else None)


def seal(position: Sequence[str | int], *, key: bytes, purpose: str) -> str:
    """An opaque cursor. `purpose` names the list and its filters, so that a cursor cannot be carried over to another one."""
    body = json.dumps(list(position), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mac(key, purpose, body) + body).rstrip(b"=").decode()


def unseal(cursor: str, *, key: bytes, purpose: str) -> tuple[str | int, ...]:
    """The position in a cursor. Raises `Invalid` if it was altered or made for another list."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (ValueError, UnicodeEncodeError):
        raw = b""
    mac, body = raw[:16], raw[16:]
    if not body or not hmac.compare_digest(mac, _mac(key, purpose, body)):
        raise Invalid("The cursor is not one of this list; start again without it.")
    return tuple(json.loads(body))


def _mac(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\x00" + body, hashlib.sha256).digest()[:16]
