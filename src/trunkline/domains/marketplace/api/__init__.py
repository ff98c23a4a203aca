"""Routes of the catalogue and of subscriptions."""

from trunkline.domains.marketplace.api import catalogue, subscriptions
from trunkline.domains.marketplace.api.router import router

__all__ = ["catalogue", "router", "subscriptions"]
