"""Questions across the rooms."""

from trunkline.domains.operations.queries.sockets import who_is_present

__all__ = ["who_is_present"]
