"""Routes of the room."""

from trunkline.domains.payments.api import (  # noqa: F401  (they enter their routes)
    arrangements,
    dispute_files,
    disputes,
    dunning,
    dunning_decisions,
    dunning_preview,
    instalments,
    invoice_payments,
    manual_payments,
    manual_refunds,
    methods,
    notices,
    payments,
    reconciliations,
    refunds,
    setups,
)
from trunkline.domains.payments.api.router import router

__all__ = ["router"]
