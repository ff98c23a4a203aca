"""Open Exchange Rates: `latest.json`, over US dollars on every plan. https://docs.openexchangerates.org

Theirs → ours: `base`, `timestamp` (seconds) → as_of, `rates` (code: number). An error is `{"error": true, "status", "message"}`.
"""

from __future__ import annotations

import httpx2

from trunkline.domains.currencies.model import FailureKind, NotQuoted, Outcome
from trunkline.providers.exchange_rates import http
from trunkline.providers.exchange_rates.reading import Unreadable, json_object, moment_of, quoted, unreadable, word_of

_KINDS = {
    "missing_app_id": FailureKind.refused,
    "invalid_app_id": FailureKind.refused,
    "app_id_inactive": FailureKind.refused,
    "not_allowed": FailureKind.refused,
    "access_restricted": FailureKind.limited,
}


class OpenExchangeRates:
    """A `RateFeed`."""

    def __init__(self, api_base: str, key: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._api_base = api_base
        self._key = key
        self._transport = transport

    async def latest(self) -> Outcome:
        """See the port. The key goes in a header: addresses end up in logs."""
        asked = http.Request(f"{self._api_base}/latest.json", {}, {"Authorization": f"Token {self._key}"})
        got = await http.get(asked, self._transport)
        return got if isinstance(got, NotQuoted) else self.read(got)

    def read(self, got: http.Got) -> Outcome:
        try:
            told = json_object(got.body)
            if told.get("error"):
                message = told.get("message")
                kind = _KINDS.get(message if isinstance(message, str) else "", FailureKind.unreadable)
                return NotQuoted(kind, f"It refuses: {word_of(message, self._key)} (status {got.status}).")
            return http.not_ok(got) or quoted(told.get("base"), moment_of(told.get("timestamp")), told.get("rates"))
        except Unreadable as error:
            return http.not_ok(got) or unreadable(str(error))
