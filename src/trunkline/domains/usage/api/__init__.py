"""Routes of usage: the data plane takes events and calls in, the rest shows what they add up to."""

from trunkline.domains.usage.api import (  # noqa: F401 - each adds its routes
    alerts,
    breakdown,
    calls,
    corrections,
    deliveries,
    ingest,
    refusals,
    reports,
    snapshots,
    usage,
)
from trunkline.domains.usage.api.router import router

__all__ = ["router"]
