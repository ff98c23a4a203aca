"""Routes of the room."""

from trunkline.domains.notifications.api import (  # noqa: F401  (they enter their routes)
    mails,
    notifications,
    webhook_deliveries,
    webhook_endpoints,
)
from trunkline.domains.notifications.api.router import router

__all__ = ["router"]
