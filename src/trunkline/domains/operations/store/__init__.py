"""The tables of open sockets and their tickets, and every statement on them."""

from trunkline.domains.operations.store.presence import close_presences, open_presences, present, renew_presences
from trunkline.domains.operations.store.tickets import insert_ticket, take_ticket

__all__ = ["close_presences", "insert_ticket", "open_presences", "present", "renew_presences", "take_ticket"]
