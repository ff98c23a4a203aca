"""Exchange rates: Open Exchange Rates, Fixer, the European Central Bank's daily file, and its history as shipped."""

from trunkline.providers.exchange_rates.connected import ConnectedRates
from trunkline.providers.exchange_rates.ecb_history import ShippedHistory

__all__ = ["ConnectedRates", "ShippedHistory"]
