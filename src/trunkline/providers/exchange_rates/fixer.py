"""Fixer: `latest`, over euros on the plans that do not let one choose. https://fixer.io/documentation and APILayer's "fixer" API.

Theirs → ours: `base`, `timestamp` (seconds; older answers have only `date`) → as_of, `rates` (code: number). An error is
`{"success": false, "error": {"code", "type"}}`, with status 200.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from trunkline.domains.currencies.model import FailureKind, NotQuoted, Outcome
from trunkline.providers.exchange_rates import http
from trunkline.providers.exchange_rates.reading import (
    Unreadable,
    code_of,
    json_object,
    moment_of,
    quoted,
    unreadable,
    word_of,
)

# 101 no or a wrong key, 102 inactive, 103 and 105 not on this plan, 104 and 106: asked too often, nothing there.
_KINDS = {
    101: FailureKind.refused,
    102: FailureKind.refused,
    103: FailureKind.refused,
    104: FailureKind.limited,
    105: FailureKind.refused,
}
_TYPES = {"invalid_access_key": FailureKind.refused, "base_currency_access_restricted": FailureKind.refused}


class Fixer:
    """A `RateFeed`."""

    def __init__(self, api_base: str, key: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._api_base = api_base
        self._key = key
        self._transport = transport

    async def latest(self) -> Outcome:
        """See the port. Fixer's own address takes the key in the query only, APILayer's as a header."""
        host = urlsplit(self._api_base).hostname or ""
        by_header = host.endswith("apilayer.com")
        params = {} if by_header else {"access_key": self._key}
        headers = {"apikey": self._key} if by_header else {}
        got = await http.get(http.Request(f"{self._api_base}/latest", params, headers), self._transport)
        return got if isinstance(got, NotQuoted) else self.read(got)

    def read(self, got: http.Got) -> Outcome:
        try:
            told = json_object(got.body)
            if told.get("success") is False or "error" in told:
                return self._refusal(told.get("error"), got.status)
            return http.not_ok(got) or quoted(told.get("base"), _as_of(told), told.get("rates"))
        except Unreadable as error:
            return http.not_ok(got) or unreadable(str(error))

    def _refusal(self, error: object, status: int) -> NotQuoted:
        told: dict[str, Any] = error if isinstance(error, dict) else {}
        code = told.get("code")
        kind = _KINDS.get(code_of(code)) or _TYPES.get(code if isinstance(code, str) else "") or FailureKind.unreadable
        return NotQuoted(kind, f"It refuses: {word_of(told.get('type') or code, self._key)} (status {status}).")


def _as_of(told: dict[str, Any]) -> datetime:
    if told.get("timestamp") is not None:
        return moment_of(told["timestamp"])
    try:
        return datetime.strptime(str(told.get("date")), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Unreadable("it does not say of when it is") from None
