"""Routes of the room."""

from trunkline.domains.notifications.api import notifications  # noqa: F401  (they enter their routes)
from trunkline.domains.notifications.api.router import router

__all__ = ["router"]
