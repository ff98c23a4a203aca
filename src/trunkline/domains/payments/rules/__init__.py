"""The room's decisions: which declines are worth a retry, when, and what an outcome makes of a payment (money policy 9)."""

from trunkline.domains.payments.rules.collecting import (
    ABANDONED_AFTER,
    ANSWER_WITHIN,
    GATEWAY_OUTAGE,
    Step,
    begin_attempt,
    cancel,
    conclude,
    continued,
    hasten,
    lose_track,
    may_begin_attempt,
    next_step,
)
from trunkline.domains.payments.rules.declines import DECLINES, decline_kind
from trunkline.domains.payments.rules.retries import (
    OUTAGE_BACKOFF_SECONDS,
    OUTAGES_MAX,
    RETRY_DAYS,
    backoff,
    next_on_calendar,
)

__all__ = [
    "ABANDONED_AFTER",
    "ANSWER_WITHIN",
    "DECLINES",
    "GATEWAY_OUTAGE",
    "OUTAGES_MAX",
    "OUTAGE_BACKOFF_SECONDS",
    "RETRY_DAYS",
    "Step",
    "backoff",
    "begin_attempt",
    "cancel",
    "conclude",
    "continued",
    "decline_kind",
    "hasten",
    "lose_track",
    "may_begin_attempt",
    "next_on_calendar",
    "next_step",
]
