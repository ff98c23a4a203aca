"""Routes of billing: invoices, why their lines are what they are, their documents, and runs."""

from trunkline.domains.billing.api import invoices, periods, prorations, quotes, runs
from trunkline.domains.billing.api.router import router

__all__ = ["invoices", "periods", "prorations", "quotes", "router", "runs"]
