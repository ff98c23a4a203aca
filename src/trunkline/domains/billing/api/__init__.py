"""Routes of billing: invoices, why their lines are what they are, their documents, runs and wallets."""

from trunkline.domains.billing.api import (
    credits,
    invoices,
    items,
    periods,
    prorations,
    quotes,
    rehearsals,
    reporting,
    reports,
    runs,
    terms,
    timeline,
    upcoming,
    wallets,
)
from trunkline.domains.billing.api.router import router

__all__ = [
    "credits",
    "invoices",
    "items",
    "periods",
    "prorations",
    "quotes",
    "rehearsals",
    "reporting",
    "reports",
    "router",
    "runs",
    "terms",
    "timeline",
    "upcoming",
    "wallets",
]
