"""What a currency is called, and its sign, in a language: as Unicode's CLDR has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_currency_symbol

from trunkline.kernel.errors import FieldProblem, Invalid


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    symbol: str


def written_locale(tag: str) -> str:
    """The language tag in its own writing. Raises `Invalid` for one that CLDR does not know."""
    return str(_known(tag)).replace("_", "-")


@lru_cache(maxsize=4096)
def named(code: str, tag: str) -> Named:
    locale = _known(tag)
    return Named(get_currency_name(code, locale=locale), get_currency_symbol(code, locale=locale))


def _known(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        detail = "locale must be a language tag such as en, de or pt-BR."
        raise Invalid(detail, fields=[FieldProblem("query:locale", detail)]) from None
