"""What comes instead of an answer, told apart by one question: may PayPal have done what we asked for?

Messages name PayPal's codes and its `debug_id`, which its support asks for, and nothing else of what it said: its own sentences may hold
what was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from trunkline.kernel.errors import Invalid

_Given = ParamSpec("_Given")
_Read = TypeVar("_Read")
# What reading an answer that has another shape than the documented one ends in.
_ODD = (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError, Invalid)


class NotTaken(Exception):
    """No: the request never left, or PayPal turned it away before looking at it (credentials, rate limit)."""


class NoAnswer(Exception):
    """Perhaps: the connection broke or timed out after the request left, PayPal failed in the middle (5xx, still in progress), or what it
    answered cannot be read."""


class OddAnswer(NoAnswer):
    """It came, and of another shape than documented: asking again brings the same."""


class Refused(Exception):
    """No: PayPal looked at the request and refused it. `issue` is its finest code (`INSTRUMENT_DECLINED`), `status` that of HTTP."""

    def __init__(self, status: int, issue: str, debug_id: str = "", url: str | None = None) -> None:
        super().__init__(
            f"PayPal refused the request: {issue} (HTTP {status}{', debug id ' * bool(debug_id)}{debug_id})."
        )
        self.status = status
        self.issue = issue
        self.url = url  # where the payer can put it right; theirs alone, hence not in the message


def reading(read: Callable[_Given, _Read]) -> Callable[_Given, _Read]:
    """For functions that only read an answer: one of another shape than documented is as good as none, and raises `OddAnswer`."""

    @wraps(read)
    def guarded(*args: _Given.args, **kwargs: _Given.kwargs) -> _Read:
        try:
            return read(*args, **kwargs)
        except _ODD as error:
            raise OddAnswer(f"PayPal's answer has an odd shape ({type(error).__name__}).") from None

    return guarded
