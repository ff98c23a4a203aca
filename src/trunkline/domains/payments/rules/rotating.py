"""What follows a decline: another saved method at once, a day of the calendar, or nothing (money policy 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trunkline.domains.payments.model import Attempt, DeclineKind, Payment
from trunkline.domains.payments.rules.retries import RETRY_DAYS, calendar, next_on_calendar
from trunkline.kernel.ids import PaymentMethodId


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPlan:
    """By what a payment is retried: the policy's days and the local hour, None for that of the first attempt.

    `methods` are the company's saved ones, the default first, where it has consented to rotation; otherwise there are none. `earlier`
    are the payment's attempts before the one that is concluded.
    """

    days: tuple[int, ...] = RETRY_DAYS
    hour: int | None = None
    methods: tuple[PaymentMethodId, ...] = ()
    earlier: tuple[Attempt, ...] = ()


def next_try(
    plan: RetryPlan, payment: Payment, declined: Attempt, now: datetime, zone: ZoneInfo
) -> tuple[PaymentMethodId, datetime] | None:
    """With which method to try again and when; None: not by itself.

    After a soft decline each other method is tried once before the next day of the calendar comes. A method that was declined hard is
    not tried again; the payment goes on only with one that was declined softly, on its day.
    """
    assert payment.first_attempt_at is not None, "an attempt was begun"
    attempts = (*plan.earlier, declined)
    hard = {one.payment_method_id for one in attempts if one.decline_kind is DeclineKind.hard}
    soft = {one.payment_method_id for one in attempts if one.decline_kind is DeclineKind.soft}
    willing = [one for one in plan.methods if one not in hard]
    if declined.decline_kind is DeclineKind.hard:
        willing = [one for one in willing if one in soft]
        if not willing:
            return None
    else:
        tried = _tried_since(plan, payment, attempts, now, zone)
        if (other := next((one for one in willing if one not in tried), None)) is not None:
            return other, now
    at = next_on_calendar(payment.first_attempt_at, now, zone, plan.days, plan.hour)
    return None if at is None else (willing[0] if willing else payment.payment_method_id, at)


def _tried_since(
    plan: RetryPlan, payment: Payment, attempts: Sequence[Attempt], now: datetime, zone: ZoneInfo
) -> set[PaymentMethodId]:
    """The methods that were tried since the last day of the calendar, or since the first attempt."""
    assert payment.first_attempt_at is not None, "an attempt was begun"
    days = [one for one in calendar(payment.first_attempt_at, zone, plan.days, plan.hour) if one <= now]
    since = max([payment.first_attempt_at, *days])
    return {one.payment_method_id for one in attempts if one.started_at >= since}
