"""Routes of the catalogue, of its editing and of subscriptions."""

from trunkline.domains.marketplace.api import catalogue, editing, subscriptions
from trunkline.domains.marketplace.api.router import router

__all__ = ["catalogue", "editing", "router", "subscriptions"]
