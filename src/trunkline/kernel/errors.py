"""Expected failures, as types with a stable code and an HTTP status (RFC 9457 "problem details").

An error here is part of the contract with the caller: it says what was wrong and what to do. Impossible states are assertions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class FieldProblem:
    """One field that could not be accepted. `pointer` is a JSON pointer into the request body, or a parameter's name."""

    pointer: str
    detail: str


class Problem(Exception):
    """Base of every expected failure.

    `code` is stable and meant for programs, `title` names the kind of failure, `detail` speaks about this one occurrence.
    `extra` members are shown beside them and must never hold a secret.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "The request cannot be carried out"

    def __init__(
        self, detail: str, *, fields: Sequence[FieldProblem] = (), extra: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = tuple(fields)
        self.extra = dict(extra or {})


class Invalid(Problem):
    """A value is malformed or out of range."""

    status = 422
    code = "invalid"
    title = "A value is not acceptable"


class NotFound(Problem):
    """The thing does not exist, or belongs to another company: the two are indistinguishable on purpose."""

    status = 404
    code = "not_found"
    title = "There is no such thing"


class Conflict(Problem):
    """The request contradicts the present state."""

    status = 409
    code = "conflict"
    title = "The present state does not allow this"


class NotSignedIn(Problem):
    """No valid session or API key came with the request."""

    status = 401
    code = "not_signed_in"
    title = "Sign in first"


class Forbidden(Problem):
    """The caller is known and lacks the permission that the route names."""

    status = 403
    code = "forbidden"
    title = "You may not do this"


class TooMany(Problem):
    """A limit was reached. `retry_after_seconds` says when to come back."""

    status = 429
    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, detail: str, *, retry_after_seconds: int) -> None:
        super().__init__(detail, extra={"retry_after_seconds": retry_after_seconds})
        self.retry_after_seconds = retry_after_seconds


class TooLarge(Problem):
    """The body or batch exceeds its limit."""

    status = 413
    code = "too_large"
    title = "The request is too large"


class Unavailable(Problem):
    """Something this depends on is out of reach; nothing was changed and the request may be repeated."""

    status = 503
    code = "unavailable"
    title = "Not available at the moment"


class Misconfigured(Problem):
    """The environment is wrong: says which setting, what it holds and what it should hold."""

    status = 500
    code = "misconfigured"
    title = "The configuration is not usable"
