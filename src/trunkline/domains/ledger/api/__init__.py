"""Routes of the room."""

from trunkline.domains.ledger.api import books  # noqa: F401  (it enters its routes)
from trunkline.domains.ledger.api.router import router

__all__ = ["router"]
