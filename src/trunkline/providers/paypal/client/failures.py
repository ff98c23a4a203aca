"""What comes instead of an answer, told apart by one question: may PayPal have done what we asked for?

Messages name PayPal's codes and its `debug_id`, which its support asks for, and nothing else of what it said: its own sentences may hold
what was sent.
"""

from __future__ import annotations


class NotTaken(Exception):
    """No: the request never left, or PayPal turned it away before looking at it (credentials, rate limit)."""


class NoAnswer(Exception):
    """Perhaps: the connection broke or timed out after the request left, or PayPal failed in the middle (5xx, still in progress)."""


class Refused(Exception):
    """No: PayPal looked at the request and refused it. `issue` is its finest code (`INSTRUMENT_DECLINED`), `status` that of HTTP."""

    def __init__(self, status: int, issue: str, debug_id: str = "", url: str | None = None) -> None:
        super().__init__(
            f"PayPal refused the request: {issue} (HTTP {status}{', debug id ' * bool(debug_id)}{debug_id})."
        )
        self.status = status
        self.issue = issue
        self.url = url  # where the payer can put it right; theirs alone, hence not in the message
