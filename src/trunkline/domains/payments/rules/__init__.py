"""The room's decisions: which declines are worth a retry, when, and what an outcome makes of a payment (money policy 9)."""

from trunkline.domains.payments.rules.belated import is_belated, must_stand_alone, stand_alone, succeed_belatedly
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
from trunkline.domains.payments.rules.declines import DECLINES, decline_kind, told_to_payer
from trunkline.domains.payments.rules.disputing import DISPUTE_POLLED_EVERY, follow_dispute, is_held, timed
from trunkline.domains.payments.rules.dunning import (
    LOOK_AGAIN,
    UNSURE_FOR,
    first_step_at,
    follow,
    is_dunned,
    postpone,
    service_wanted,
    stop,
    take_step,
)
from trunkline.domains.payments.rules.dunning_messages import (
    check_message,
    chosen_message,
    message_values,
    render_message,
)
from trunkline.domains.payments.rules.dunning_policies import check_policy
from trunkline.domains.payments.rules.reconciling import match_books
from trunkline.domains.payments.rules.reconciling_sides import (
    BOOKS_LATE_BY,
    LOOKBACK,
    SETTLED_WITHIN,
    Books,
    Matching,
    Span,
)
from trunkline.domains.payments.rules.refunding import begin_request, conclude_refund, is_first_request
from trunkline.domains.payments.rules.retries import (
    OUTAGE_BACKOFF_SECONDS,
    OUTAGES_MAX,
    RETRY_DAYS,
    backoff,
    calendar,
    next_on_calendar,
)
from trunkline.domains.payments.rules.rotating import RetryPlan, next_try

__all__ = [
    "ABANDONED_AFTER",
    "ANSWER_WITHIN",
    "BOOKS_LATE_BY",
    "DECLINES",
    "DISPUTE_POLLED_EVERY",
    "GATEWAY_OUTAGE",
    "LOOKBACK",
    "LOOK_AGAIN",
    "OUTAGES_MAX",
    "OUTAGE_BACKOFF_SECONDS",
    "RETRY_DAYS",
    "SETTLED_WITHIN",
    "UNSURE_FOR",
    "Books",
    "Matching",
    "RetryPlan",
    "Span",
    "Step",
    "backoff",
    "begin_attempt",
    "begin_request",
    "calendar",
    "cancel",
    "check_message",
    "check_policy",
    "chosen_message",
    "conclude",
    "conclude_refund",
    "continued",
    "decline_kind",
    "first_step_at",
    "follow",
    "follow_dispute",
    "hasten",
    "is_belated",
    "is_dunned",
    "is_first_request",
    "is_held",
    "lose_track",
    "match_books",
    "may_begin_attempt",
    "message_values",
    "must_stand_alone",
    "next_on_calendar",
    "next_step",
    "next_try",
    "postpone",
    "render_message",
    "service_wanted",
    "stand_alone",
    "stop",
    "succeed_belatedly",
    "take_step",
    "timed",
    "told_to_payer",
]
