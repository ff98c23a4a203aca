"""What changes: tickets and leases of sockets, the fate of a job, the clocks of test companies; and the care of the books."""

from trunkline.domains.operations.actions.books import alert_unbalanced, catch_up_books, check_books, rebuild_books
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
    "alert_unbalanced",
    "cancel_job",
    "catch_up_books",
    "check_books",
    "issue_ticket",
    "keep_presence",
    "rebuild_books",
    "retry_job",
    "start_advance",
    "stop_clock_of",
    "take_ticket",
]
