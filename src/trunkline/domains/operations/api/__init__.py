"""Routes of the room. Each noun's file adds its own to the router."""

from trunkline.domains.operations.api import activity, clocks, jobs, overview, sockets  # noqa: F401
from trunkline.domains.operations.api.router import router

__all__ = ["router"]
