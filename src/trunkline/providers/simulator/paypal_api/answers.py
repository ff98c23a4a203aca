"""A request to the simulated PayPal and its answer, apart from HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2

from trunkline.providers.simulator.paypal_api.books import Json


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a form; `size` is in bytes."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Ask:
    """`id` is the one in the path, `base` the address under which PayPal was asked, `files` are those of a form."""

    base: str
    id: str
    body: Json
    query: Mapping[str, str]
    request_id: str | None
    raw: bytes = b""
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    document: Json | None = None
    html: str | None = None
    location: str | None = field(default=None)


class Problem(Exception):
    """An error in PayPal's form. `issue` is its finest code."""

    def __init__(self, status: int, issue: str, name: str = "", links: list[Json] | None = None) -> None:
        super().__init__(issue)
        self.status = status
        self.issue = issue
        self.name = name or _NAMES.get(status, issue)
        self.links = links or []

    @property
    def document(self) -> Json:
        return {
            "name": self.name,
            "message": f"Simulated: {self.issue}.",
            "debug_id": f"sim{self.status}",
            "details": [{"issue": self.issue, "description": f"Simulated: {self.issue}."}],
            "links": self.links,
        }


_NAMES = {
    400: "INVALID_REQUEST",
    401: "AUTHENTICATION_FAILURE",
    404: "RESOURCE_NOT_FOUND",
    422: "UNPROCESSABLE_ENTITY",
    429: "RATE_LIMIT_REACHED",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}


def not_found(issue: str = "INVALID_RESOURCE_ID") -> Problem:
    return Problem(404, issue)


def unprocessable(issue: str, links: list[Json] | None = None) -> Problem:
    return Problem(422, issue, links=links)


class LostAnswer(httpx2.ReadTimeout):
    """The answer does not arrive. In the same process this is what the caller sees; over a socket a gateway's 504."""

    def __init__(self) -> None:
        super().__init__("Simulated: no answer came in time.")


def link(rel: str, href: str, method: str = "GET") -> Json:
    return {"rel": rel, "href": href, "method": method}
