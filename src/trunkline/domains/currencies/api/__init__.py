"""Routes of the room."""

from trunkline.domains.currencies.api import (  # noqa: F401  (they enter their routes)
    conversions,
    currencies,
    holds,
    preferred,
    price_lists,
    rates,
    sources,
)
from trunkline.domains.currencies.api.router import router

__all__ = ["router"]
