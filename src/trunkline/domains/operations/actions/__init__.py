"""What changes: tickets and leases of sockets, and the fate of a job."""

from trunkline.domains.operations.actions.jobs import cancel_job, retry_job
from trunkline.domains.operations.actions.sockets import TICKET_SECONDS, issue_ticket, keep_presence, take_ticket

__all__ = ["TICKET_SECONDS", "cancel_job", "issue_ticket", "keep_presence", "retry_job", "take_ticket"]
