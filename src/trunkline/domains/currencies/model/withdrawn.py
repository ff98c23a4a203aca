"""Currencies that are no more, whose rates history still has. Nothing new is priced, converted or paid in them."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.kernel.money import CURRENCIES, Currency

# As they are in the European Central Bank's history.
WITHDRAWN: Mapping[str, Currency] = {
    code: Currency(code, exponent)
    for code, exponent in {
        "CYP": 2,
        "EEK": 2,
        "HRK": 2,
        "LTL": 2,
        "LVL": 2,
        "MTL": 2,
        "ROL": 2,
        "SIT": 2,
        "SKK": 2,
        "TRL": 0,
    }.items()
}


def quotable(code: str) -> Currency:
    """The currency of a code that may have a rate, withdrawn ones included. Raises `Invalid`."""
    return WITHDRAWN.get(code) or Currency.of(code)


def is_quotable(code: str) -> bool:
    return code in CURRENCIES or code in WITHDRAWN
