"""Routes of billing: invoices, why their lines are what they are, their documents, runs and wallets."""

from trunkline.domains.billing.api import credits, invoices, periods, prorations, quotes, runs, terms, upcoming, wallets
from trunkline.domains.billing.api.router import router

__all__ = ["credits", "invoices", "periods", "prorations", "quotes", "router", "runs", "terms", "upcoming", "wallets"]
