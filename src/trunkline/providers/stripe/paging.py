"""Stripe lists the newest first; whoever catches up wants the oldest first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
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
    while page["has_more"]:
        page = await list_page({"limit": PAGE, "starting_after": page["data"][-1]["id"]})
        is_newest = False
    return _turned(page["data"], more=not is_newest)


async def every(list_page: ListPage) -> AsyncIterator[JSON]:
    """All objects of a list, newest first."""
    page = await list_page({"limit": PAGE})
    while True:
        for one in page["data"]:
            yield one
        if not page["has_more"]:
            return
        page = await list_page({"limit": PAGE, "starting_after": page["data"][-1]["id"]})


def _turned(data: Sequence[JSON], *, more: bool) -> tuple[Sequence[JSON], str | None]:
    """A page and where to go on: before its newest, if there is anything newer."""
    return list(reversed(data)), data[0]["id"] if data and more else None
