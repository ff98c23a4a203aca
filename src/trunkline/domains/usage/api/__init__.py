"""Routes of usage: the data plane takes events and calls in, the rest shows what they add up to."""

from trunkline.domains.usage.api import alerts, calls, deliveries, ingest, usage  # noqa: F401 - each adds its routes
from trunkline.domains.usage.api.router import router

__all__ = ["router"]
