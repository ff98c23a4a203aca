"""What every source's rates must be like: numbers above zero, exactly as written, of currencies that may have a rate."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from trunkline.domains.currencies.model import FailureKind, NotQuoted, is_quotable
from trunkline.domains.currencies.model.quotes import RATES_MAX, Quoted
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import decimal_of

_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)


class Unreadable(ValueError):
    """The answer is not what the source promises. Its words are ours and quote no more than a currency or a number."""


def unreadable(why: str) -> NotQuoted:
    return NotQuoted(FailureKind.unreadable, f"Its answer cannot be used: {why}.")


def json_object(body: bytes) -> dict[str, Any]:
    """The body's JSON object; numbers are exact, NaN and infinities are refused. Raises `Unreadable`."""
    try:
        found = json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError, ArithmeticError):
        raise Unreadable("it is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("it is not a JSON object")
    return found


def quoted(base: object, as_of: datetime, rates: object) -> Quoted:
    """Raises `Unreadable`. Of a currency that nobody knows not even the rate is looked at."""
    if not isinstance(base, str) or not is_quotable(base):
        raise Unreadable("its base is no currency")
    if not isinstance(rates, Mapping) or not 0 < len(rates) <= RATES_MAX:
        raise Unreadable(f"it has no rates, or more than {RATES_MAX}")
    known = {code: _rate(code, rate) for code, rate in rates.items() if _is_known(code)}
    own = known.pop(base, Decimal(1))
    if own != 1:
        raise Unreadable(f"1 {base} is {own:f} {base} in it")
    if not known:
        raise Unreadable("it has no rate of any currency that is known here")
    return Quoted(base, as_of, known, left_out=sum(1 for code in rates if not _is_known(code)))


def moment_of(timestamp: object) -> datetime:
    """Seconds since 1970. Raises `Unreadable`."""
    if not isinstance(timestamp, Decimal) or not 0 < timestamp < 10**11:
        raise Unreadable("it does not say of when it is")
    return datetime.fromtimestamp(int(timestamp), UTC)


def word_of(told: object, secret: str) -> str:
    """A provider's code word as it may be shown: one word, and nothing that could be the key."""
    text = str(code_of(told)) if isinstance(told, Decimal) else str(told)
    return text if _WORD.fullmatch(text) and not (secret and secret in text) else "no reason that can be shown"


def code_of(told: object) -> int:
    """A provider's number for an error; 0 for what is none, such as a number that would fill the memory when written out."""
    return int(told) if isinstance(told, Decimal) and 0 < told < 10_000 else 0


def _is_known(code: object) -> bool:
    return isinstance(code, str) and bool(_CODE.fullmatch(code)) and is_quotable(code)


def _rate(code: str, told: object) -> Decimal:
    """JSON's numbers and the texts of XML."""
    if not isinstance(told, (Decimal, str)):
        raise Unreadable(f"its rate of {code} is no number")
    try:
        rate = decimal_of(told, name="rate")
    except Invalid:
        raise Unreadable(f"its rate of {code} is no number that can be kept exactly") from None
    if rate <= 0:
        raise Unreadable(f"its rate of {code} is {rate:f}")
    return rate


def _no_constant(name: str) -> None:
    raise ValueError(name)
