"""Where exchange rates come from, how old they may be, and the reporting currency, from the environment (docs/guides/exchange-rates.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from trunkline.kernel.errors import Invalid, Misconfigured
from trunkline.kernel.money import CURRENCIES, decimal_of

OPEN_EXCHANGE_RATES = "https://openexchangerates.org/api"
FIXER = "https://data.fixer.io/api"
ECB = "https://www.ecb.europa.eu/stats/eurofxref"
RATE_SOURCES = ("open_exchange_rates", "fixer", "ecb")
_DEFAULT_AGE_DAYS = 7
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class RatesSettings:
    """Keys have no repr. `sources` empty: nobody is asked, and the shipped history is what there is. `age_max_days` None: no limit."""

    sources: tuple[str, ...] = ()
    open_exchange_rates_key: str = field(default="", repr=False)
    fixer_key: str = field(default="", repr=False)
    open_exchange_rates_base: str = OPEN_EXCHANGE_RATES
    fixer_base: str = FIXER
    ecb_base: str = ECB
    interval_minutes: int = 4
    fresh_hours: int = 24
    age_max_days: int | None = None
    band_percent: Decimal = Decimal(10)
    # None: nobody has named one.
    reporting_currency: str | None = None


# Rows of the settings, as in `infra.config`.
RATES_SETTINGS: tuple[tuple[str, str, str], ...] = (
    (
        "TRUNKLINE_RATES_SOURCES",
        f"Who is asked for exchange rates, the next where one fails, separated by commas: {', '.join(RATE_SOURCES)}.",
        "those with a key, then ecb; without a key nobody",
    ),
    ("TRUNKLINE_RATES_OPEN_EXCHANGE_RATES_KEY", "App ID of Open Exchange Rates.", "it is not asked"),
    ("TRUNKLINE_RATES_FIXER_KEY", "Access key of Fixer.", "it is not asked"),
    ("TRUNKLINE_RATES_OPEN_EXCHANGE_RATES_API_BASE", "Another address of that API.", OPEN_EXCHANGE_RATES),
    ("TRUNKLINE_RATES_FIXER_API_BASE", "Another address of that API; APILayer's takes the key as a header.", FIXER),
    ("TRUNKLINE_RATES_ECB_API_BASE", "Another address of the European Central Bank's daily file.", ECB),
    ("TRUNKLINE_RATES_INTERVAL_MINUTES", "How often rates are fetched.", "4"),
    ("TRUNKLINE_RATES_FRESH_HOURS", "How long after its last confirmation a rate is not stale.", "24"),
    (
        "TRUNKLINE_RATES_AGE_MAX_DAYS",
        "From what age a rate is refused; 0 never.",
        f"{_DEFAULT_AGE_DAYS}; where nobody is asked never",
    ),
    ("TRUNKLINE_RATES_BAND_PERCENT", "A rate that moves by more at once is held until somebody decides.", "10"),
    (
        "TRUNKLINE_REPORTING_CURRENCY",
        "In which currency documents are reported beside their own, unless the legal entity has one of its own.",
        "EUR, and nothing is refused for want of a rate while no source of rates is named either",
    ),
)


def rates_settings(settings: Mapping[str, str]) -> RatesSettings:
    """Raises `Misconfigured`, never with a key in its words."""
    oxr, fixer = _key(settings, "OPEN_EXCHANGE_RATES"), _key(settings, "FIXER")
    sources = _sources(settings, {"open_exchange_rates": oxr, "fixer": fixer})
    age = _whole(settings, "AGE_MAX_DAYS", _DEFAULT_AGE_DAYS if sources else 0, 0, 36_500)
    return RatesSettings(
        sources=sources,
        open_exchange_rates_key=oxr,
        fixer_key=fixer,
        open_exchange_rates_base=_address(settings, "OPEN_EXCHANGE_RATES_API_BASE", OPEN_EXCHANGE_RATES),
        fixer_base=_address(settings, "FIXER_API_BASE", FIXER),
        ecb_base=_address(settings, "ECB_API_BASE", ECB),
        interval_minutes=_whole(settings, "INTERVAL_MINUTES", 4, 1, 1440),
        fresh_hours=_whole(settings, "FRESH_HOURS", 24, 1, 8760),
        age_max_days=age or None,
        band_percent=_band(settings),
        reporting_currency=_reporting_currency(settings),
    )


def _sources(settings: Mapping[str, str], keys: Mapping[str, str]) -> tuple[str, ...]:
    name = "TRUNKLINE_RATES_SOURCES"
    given = tuple((settings.get(name) or "").lower().replace(",", " ").split())
    if not given:
        with_key = tuple(one for one in RATE_SOURCES if keys.get(one))
        return (*with_key, "ecb") if with_key else ()
    if set(given) - set(RATE_SOURCES) or len(set(given)) != len(given):
        raise Misconfigured(f"{name} must name each once, of {', '.join(RATE_SOURCES)}.")
    for one in given:
        if one in keys and not keys[one]:
            raise Misconfigured(f"{name} names {one}, which needs TRUNKLINE_RATES_{one.upper()}_KEY.")
    return given


def _key(settings: Mapping[str, str], source: str) -> str:
    name = f"TRUNKLINE_RATES_{source}_KEY"
    key = (settings.get(name) or "").strip()
    if key and not (key.isascii() and key.isalnum() and len(key) <= 120):
        raise Misconfigured(f"{name} must be the key as the provider shows it: letters and digits.")
    return key


def _address(settings: Mapping[str, str], what: str, default: str) -> str:
    """Keys travel to these addresses: https, except to this machine itself."""
    given = (settings.get(f"TRUNKLINE_RATES_{what}") or default).rstrip("/")
    try:
        parts = urlsplit(given)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    is_plain = bool(host) and not (parts.query or parts.fragment or parts.username)
    if not is_plain or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        raise Misconfigured(f"TRUNKLINE_RATES_{what} must be https://HOST/PATH (http only for localhost): {default}")
    return given


def _whole(settings: Mapping[str, str], what: str, default: int, least: int, most: int) -> int:
    text = settings.get(f"TRUNKLINE_RATES_{what}") or str(default)
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
        raise Misconfigured(f"TRUNKLINE_RATES_{what} must be a whole number from {least} to {most}.")
    return int(text)


def _band(settings: Mapping[str, str]) -> Decimal:
    try:
        band = decimal_of(settings.get("TRUNKLINE_RATES_BAND_PERCENT") or "10", name="the band")
    except Invalid:
        band = Decimal(0)
    if not 0 < band <= 1000:
        raise Misconfigured("TRUNKLINE_RATES_BAND_PERCENT must be a number above 0 and up to 1000.")
    return band


def _reporting_currency(settings: Mapping[str, str]) -> str | None:
    code = (settings.get("TRUNKLINE_REPORTING_CURRENCY") or "").strip().upper()
    if code and code not in CURRENCIES:
        raise Misconfigured(
            f"TRUNKLINE_REPORTING_CURRENCY is {code[:20]!r}; it must be the code of a currency (ISO 4217) such as EUR or USD."
        )
    return code or None
