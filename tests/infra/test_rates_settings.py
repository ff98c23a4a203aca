"""Settings of exchange rates: what they mean, and what is refused by name."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from trunkline.domains.currencies.model import RatePolicy, Source
from trunkline.infra.config import load_config
from trunkline.infra.rates_settings import RatesSettings, rates_settings
from trunkline.kernel.errors import Misconfigured
from trunkline.providers.exchange_rates import ConnectedRates

KEY = "0123456789abcdef0123456789abcdef"


def told(**settings: str) -> RatesSettings:
    return rates_settings({f"TRUNKLINE_RATES_{name}": value for name, value in settings.items()})


def test_without_a_word_nobody_is_asked_and_nothing_is_too_old() -> None:
    assert ConnectedRates(told()).policy == RatePolicy()
    assert load_config({}).rates == RatesSettings()


def test_a_key_names_its_source_and_the_bank_comes_last() -> None:
    assert told(FIXER_KEY=KEY).sources == ("fixer", "ecb")
    both = told(FIXER_KEY=KEY, OPEN_EXCHANGE_RATES_KEY=KEY)
    assert both.sources == ("open_exchange_rates", "fixer", "ecb")
    assert both.age_max_days == 7
    assert KEY not in repr(both)


def test_what_is_said_is_meant() -> None:
    settings = told(
        SOURCES="ecb, Fixer",
        FIXER_KEY=KEY,
        INTERVAL_MINUTES="10",
        FRESH_HOURS="2",
        AGE_MAX_DAYS="0",
        BAND_PERCENT="2.5",
        ECB_API_BASE="http://localhost:8080/rates/",
    )
    assert ConnectedRates(settings).policy == RatePolicy(
        order=(Source.ecb, Source.fixer),
        interval=timedelta(minutes=10),
        fresh_for=timedelta(hours=2),
        age_max=None,
        band=Decimal("0.025"),
    )
    assert settings.ecb_base == "http://localhost:8080/rates"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOURCES", "ecb ecb"),
        ("SOURCES", "reuters"),
        ("SOURCES", "fixer"),
        ("FIXER_KEY", "with blank in it"),
        ("OPEN_EXCHANGE_RATES_KEY", "x" * 121),
        ("FIXER_API_BASE", "http://data.fixer.io/api"),
        ("ECB_API_BASE", "https://u:p@ecb.example"),
        ("ECB_API_BASE", "https://[::1"),
        ("INTERVAL_MINUTES", "0"),
        ("INTERVAL_MINUTES", "four"),
        ("FRESH_HOURS", "-1"),
        ("AGE_MAX_DAYS", "1.5"),
        ("BAND_PERCENT", "0"),
        ("BAND_PERCENT", "much"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=f"TRUNKLINE_RATES_{name}"):
        told(**{name: value})


def test_a_setting_that_there_is_not_is_refused() -> None:
    with pytest.raises(Misconfigured, match="TRUNKLINE_RATES_SORUCES is not a setting"):
        load_config({"TRUNKLINE_RATES_SORUCES": "ecb"})
