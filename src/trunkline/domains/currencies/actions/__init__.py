"""The verbs of the room."""

from trunkline.domains.currencies.actions.converting import convert
from trunkline.domains.currencies.actions.deciding import decide_hold
from trunkline.domains.currencies.actions.fetching import FetchReport, ask_for_rates, fetch_rates
from trunkline.domains.currencies.actions.history import load_history
from trunkline.domains.currencies.actions.keeping import keep_sheet
from trunkline.domains.currencies.actions.preferring import prefer_currency
from trunkline.domains.currencies.actions.price_lists import convert_prices, preview_prices

__all__ = [
    "FetchReport",
    "ask_for_rates",
    "convert",
    "convert_prices",
    "decide_hold",
    "fetch_rates",
    "keep_sheet",
    "load_history",
    "prefer_currency",
    "preview_prices",
]
