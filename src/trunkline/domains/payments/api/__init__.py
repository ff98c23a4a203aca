"""Routes of the room."""

from trunkline.domains.payments.api import (  # noqa: F401  (they enter their routes)
    arrangements,
    disputes,
    dunning,
    instalments,
    invoice_payments,
    manual_payments,
    methods,
    notices,
    payments,
    reconciliations,
    refunds,
    setups,
)
from trunkline.domains.payments.api.router import router

__all__ = ["router"]
