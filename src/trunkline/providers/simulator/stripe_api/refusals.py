"""Errors in the shape of Stripe's."""

from __future__ import annotations

from typing import Any

_DOC = "https://stripe.com/docs/error-codes/"


class Refusal(Exception):
    """An error answer. `keeps` says that Stripe would keep it under the idempotency key, and the transaction with it."""

    def __init__(self, status: int, kind: str, message: str, *, keeps: bool = False, **more: Any) -> None:
        super().__init__(message)
        self.status, self.keeps = status, keeps
        code = {"doc_url": _DOC + more["code"].replace("_", "-")} if "code" in more else {}
        self.body = {"error": {"message": message, "type": kind, **code, **more}}


def invalid(message: str, **more: Any) -> Refusal:
    return Refusal(400, "invalid_request_error", message, **more)


def missing(kind: str, reference: str, param: str = "id", *, status: int = 404) -> Refusal:
    message = f"No such {kind}: '{reference}'"
    return Refusal(status, "invalid_request_error", message, code="resource_missing", param=param)


def card_error(message: str, **more: Any) -> Refusal:
    return Refusal(402, "card_error", message, keeps=True, **more)


class AnswerLost(Exception):
    """The network fails here: whoever asked never hears of it."""
