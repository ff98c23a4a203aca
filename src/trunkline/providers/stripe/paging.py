"""Stripe lists the newest first; whoever catches up wants the oldest first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

JSON: TypeAlias = Mapping[str, Any]
# Asks for a page with `limit` and `starting_after` or `ending_before` set; the answer is Stripe's list object.
ListPage: TypeAlias = Callable[[dict[str, Any]], Awaitable[JSON]]
PAGE = 100  # Stripe's most


async def oldest_first(list_page: ListPage, cursor: str | None) -> tuple[Sequence[JSON], str | None]:
    """A page, oldest first, and the cursor of the next one.

    The first page is found by walking down to the end of the list, the others go up from there (`ending_before`): what arrives at the
    top meanwhile is met at the end, and nothing is met twice.
    """
    if cursor is not None:
        page = await list_page({"limit": PAGE, "ending_before": cursor})
        return _turned(page["data"], more=page["has_more"])
    page = await list_page({"limit": PAGE})
    is_newest = True
    while page["has_more"] and (last := _name_in(reversed(page["data"]))) is not None:
        older = await list_page({"limit": PAGE, "starting_after": last})
        if not older["data"]:
            break  # they have grown too old for the list meanwhile
        page, is_newest = older, False
    return _turned(page["data"], more=not is_newest)


async def every(list_page: ListPage) -> AsyncIterator[JSON]:
    """All objects of a list, newest first."""
    page = await list_page({"limit": PAGE})
    while True:
        for one in page["data"]:
            yield one
        last = _name_in(reversed(page["data"]))
        if not page["has_more"] or last is None:
            return
        page = await list_page({"limit": PAGE, "starting_after": last})


def _turned(data: Sequence[JSON], *, more: bool) -> tuple[Sequence[JSON], str | None]:
    """A page and where to go on: before its newest, if there is anything newer."""
    return list(reversed(data)), _name_in(data) if more else None


def _name_in(data: Iterable[object]) -> str | None:
    """The first id there is. An object without one, or what is no object, is nothing to go on from."""
    return next((str(one["id"]) for one in data if isinstance(one, Mapping) and one.get("id")), None)
