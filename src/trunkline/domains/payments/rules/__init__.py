"""The room's decisions: which declines are worth a retry, when, and what an outcome makes of a payment (money policy 9)."""

from trunkline.domains.payments.rules.collecting import begin_attempt, cancel, conclude, lose_track, may_begin_attempt
from trunkline.domains.payments.rules.declines import DECLINES, decline_kind
from trunkline.domains.payments.rules.retries import (
    OUTAGE_BACKOFF_SECONDS,
    OUTAGES_MAX,
    RETRY_DAYS,
    backoff,
    next_on_calendar,
)

__all__ = [
    "DECLINES",
    "OUTAGES_MAX",
    "OUTAGE_BACKOFF_SECONDS",
    "RETRY_DAYS",
    "backoff",
    "begin_attempt",
    "cancel",
    "conclude",
    "decline_kind",
    "lose_track",
    "may_begin_attempt",
    "next_on_calendar",
]
