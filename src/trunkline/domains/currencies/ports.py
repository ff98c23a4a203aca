"""What the outside must be able to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from trunkline.domains.currencies.model import Outcome, ProviderSupport, RatePolicy, Source
from trunkline.kernel.money import Currency


class RateFeed(Protocol):
    """One source."""

    async def latest(self) -> Outcome:
        """The newest rates. Takes half a minute at most and never raises: what goes wrong is an outcome."""
        ...


class RateSources(Protocol):
    """The sources that are set up, and what was decided about them."""

    @property
    def policy(self) -> RatePolicy: ...

    def feed(self, source: Source) -> RateFeed:
        """One of those in the policy's order."""
        ...


class RateHistory(Protocol):
    """The European Central Bank's reference rates of past days, as shipped."""

    def days(self) -> Iterable[tuple[datetime, str]]:
        """By day, the oldest first: its as-of moment, and the rates over euros as JSON of decimal texts: `{"USD":"1.1789"}`."""
        ...


class ProviderCurrencies(Protocol):
    """The payment providers' own tables; they stand above this room, and wiring connects them."""

    def support(self, currency: Currency) -> tuple[ProviderSupport, ...]:
        """A row for each provider that takes the currency."""
        ...
