"""What changes: tickets and leases of sockets, and the fate of a job."""

from trunkline.domains.operations.actions.sockets import TICKET_SECONDS, issue_ticket, keep_presence, take_ticket

__all__ = ["TICKET_SECONDS", "issue_ticket", "keep_presence", "take_ticket"]
