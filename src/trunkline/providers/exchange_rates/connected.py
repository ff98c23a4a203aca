"""The sources that an installation is set up with."""

from __future__ import annotations

from datetime import timedelta

import httpx2

from trunkline.domains.currencies.model import RatePolicy, Source
from trunkline.domains.currencies.ports import RateFeed
from trunkline.infra.rates_settings import RatesSettings
from trunkline.providers.exchange_rates.ecb_daily import EcbDaily
from trunkline.providers.exchange_rates.fixer import Fixer
from trunkline.providers.exchange_rates.open_exchange_rates import OpenExchangeRates


class ConnectedRates:
    """`RateSources` from the settings. `transport` answers in the place of the network."""

    def __init__(self, settings: RatesSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self.policy = RatePolicy(
            order=tuple(Source(name) for name in settings.sources),
            interval=timedelta(minutes=settings.interval_minutes),
            fresh_for=timedelta(hours=settings.fresh_hours),
            age_max=None if settings.age_max_days is None else timedelta(days=settings.age_max_days),
            band=settings.band_percent / 100,
        )

    def feed(self, source: Source) -> RateFeed:
        told = self._settings
        match source:
            case Source.open_exchange_rates:
                key = told.open_exchange_rates_key
                return OpenExchangeRates(told.open_exchange_rates_base, key, self._transport)
            case Source.fixer:
                return Fixer(told.fixer_base, told.fixer_key, self._transport)
            case Source.ecb:
                return EcbDaily(told.ecb_base, self._transport)
