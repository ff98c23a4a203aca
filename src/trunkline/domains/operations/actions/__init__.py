"""What changes: tickets and leases of sockets, the fate of a job, the clocks of test companies."""

from trunkline.domains.operations.actions.clocks import (
    Advance,
    NoTestClock,
    advance_clock,
    start_advance,
    stop_clock_of,
)
from trunkline.domains.operations.actions.jobs import cancel_job, retry_job
from trunkline.domains.operations.actions.sockets import TICKET_SECONDS, issue_ticket, keep_presence, take_ticket

__all__ = [
    "TICKET_SECONDS",
    "Advance",
    "NoTestClock",
    "advance_clock",
    "cancel_job",
    "issue_ticket",
    "keep_presence",
    "retry_job",
    "start_advance",
    "stop_clock_of",
    "take_ticket",
]
