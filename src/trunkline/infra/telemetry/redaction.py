"""Takes secrets out of log events: by the name of a field, and by the look of a text (somebody will log a header or a URL one day)."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HIDDEN = "[redacted]"
DEPTH_MAX = 8

# Compared without punctuation and case, as parts: `X-API-Key`, `card_number` and `newPassword` are all caught.
_SECRET_PARTS = (
    "password",
    "passwd",
    "secret",
    "token",
    "authorization",
    "cookie",
    "apikey",
    "accesskey",
    "cardnumber",
    "cvc",
    "cvv",
    "ticket",
)
_SECRET_NAMES = {"card", "pan", "csrf", "signature", "credential", "credentials", "dsn"}

_TEXT_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"(?i)\b((?:\w*(?:password|secret|token|ticket|api_?key|access_?key|app_?id|signature))[\"']?\s*[=:]\s*[\"']?)[^\s&,;\"'}]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(?:sk|rk|pk|tk|whsec)_[A-Za-z0-9_]{8,}"), HIDDEN),
    (re.compile(r"(://[^/\s:@]*:)[^@\s/]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(?i)\b(set-cookie|cookie)(\s*[:=]\s*).+"), rf"\1\2{HIDDEN}"),
)
_CARD = re.compile(r"(?<![\d.])[2-6](?:[ -]?\d){12,18}(?![\d.])")


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor."""
    return {name: HIDDEN if _is_secret(name) else redacted(value) for name, value in event.items()}


def redacted(value: Any, depth: int = 0) -> Any:
    """The same value without secrets; containers too deep to look into are hidden."""
    if isinstance(value, str):
        return redacted_text(value)
    if isinstance(value, bytes):
        return f"[{len(value)} bytes]"
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return HIDDEN if depth >= DEPTH_MAX else _redacted_inside(value, depth + 1)
    return value


def redacted_text(text: str) -> str:
    for pattern, replacement in _TEXT_PATTERNS:
        text = pattern.sub(replacement, text)
    return _CARD.sub(_card_hidden, text)


def _redacted_inside(value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        return {name: HIDDEN if _is_secret(str(name)) else redacted(one, depth) for name, one in value.items()}
    return [redacted(one, depth) for one in value]


def _is_secret(name: str) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain in _SECRET_NAMES or any(part in plain for part in _SECRET_PARTS)


def _card_hidden(found: re.Match[str]) -> str:
    """A number that passes the card check sum keeps its last four digits, which is what receipts show."""
    digits = re.sub(r"\D", "", found.group())
    return f"[card …{digits[-4:]}]" if _luhn(digits) else found.group()


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
