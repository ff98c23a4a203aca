"""Lists on the wire: `?limit=&cursor=` in, `{"items": […], "next_cursor": …}` out."""

from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel
from starlette.requests import Request

from trunkline.kernel.page import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, Page, PageRequest, seal, unseal

Item = TypeVar("Item")


class PageOut(BaseModel, Generic[Item]):
    """One page. `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = None


class PageParameters:
    """Reads the cursor of this list and writes the next one; a cursor is bound to route, filters and caller's company."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=PAGE_SIZE_MAX)] = PAGE_SIZE_DEFAULT,
        cursor: Annotated[str | None, Query(max_length=600)] = None,
    ) -> None:
        self._key: bytes = request.app.state.program.config.secret_key
        self._purpose = _purpose(request)
        position = None if cursor is None else unseal(cursor, key=self._key, purpose=self._purpose)
        self.request = PageRequest(limit, position)

    def out(self, page: Page[Item]) -> PageOut[Item]:
        """The page as it is sent."""
        position = page.next_position
        sealed = None if position is None else seal(position, key=self._key, purpose=self._purpose)
        return PageOut(items=list(page.items), next_cursor=sealed)


def _purpose(request: Request) -> str:
    ignored = {"cursor", "limit", "fields"}
    filters = sorted((k, v) for k, v in request.query_params.multi_items() if k not in ignored)
    identity = getattr(request.state, "identity", None)  # the route's permission was checked before
    return f"{identity.company_id if identity else None}:{request.url.path}?{filters}"


Paging = Annotated[PageParameters, Depends(PageParameters)]
