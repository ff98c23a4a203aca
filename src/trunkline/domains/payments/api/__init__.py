"""Routes of the room."""

from trunkline.domains.payments.api import methods, notices, payments, setups  # noqa: F401  (they enter their routes)
from trunkline.domains.payments.api.router import router

__all__ = ["router"]
