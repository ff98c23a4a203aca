"""Routes of access, and the doorkeeper whom the application asks who is calling."""

from trunkline.domains.access.api import api_keys, roles, sessions, users
from trunkline.domains.access.api.doorkeeper import COOKIE, Doorkeeper, authenticator
from trunkline.domains.access.api.router import router

__all__ = ["COOKIE", "Doorkeeper", "api_keys", "authenticator", "roles", "router", "sessions", "users"]
