"""When the sweep next has something to do for a company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import ASKED_ABOUT, AttemptState, PaymentState
from trunkline.domains.payments.queries.instalments import plans_next_at
from trunkline.domains.payments.rules import ABANDONED_AFTER
from trunkline.infra.scope import Scope

_payment, _attempt = store.payment, store.payment_attempt
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def payments_due(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """Retries, questions about results that are unknown, attempts that were abandoned. What stays due is swept again within the hour."""
    waiting = select(func.min(_payment.c.next_attempt_at)).where(
        scope.of_company(_payment), _payment.c.state == PaymentState.pending.value
    )
    asked = select(func.min(_attempt.c.ask_at)).where(
        scope.of_company(_attempt), _attempt.c.state.in_(sorted(ASKED_ABOUT))
    )
    begun = select(func.min(_attempt.c.started_at)).where(
        scope.of_company(_attempt), _attempt.c.state == AttemptState.started.value
    )
    found = [(await scope.tx.execute(chosen)).scalar() for chosen in (waiting, asked)]
    started = (await scope.tx.execute(begun)).scalar()
    moments = [*found, None if started is None else started + ABANDONED_AFTER]
    return [_swept_at(scope.now, moment) for moment in moments if moment is not None]


async def refunds_due(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """When a provider is to be asked about a refund."""
    table = store.refund
    chosen = select(func.min(table.c.next_at)).where(scope.of_company(table))
    first = (await scope.tx.execute(chosen)).scalar()
    return [] if first is None else [_swept_at(scope.now, first)]


async def dunning_due(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """The next step of any open case, not before its pause is over."""
    table = store.dunning_case
    mine = select(table.c.next_step_at, table.c.paused_until).where(
        scope.of_company(table), table.c.next_step_at.is_not(None)
    )
    return [max(at, until or at) for at, until in await scope.tx.execute(mine)]


async def instalments_due(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """When a part's day comes or has passed, or a plan is given up."""
    first = await plans_next_at(scope)
    return [] if first is None else [first]


def _swept_at(now: datetime, due_at: datetime) -> datetime:
    """The sweep fires each minute, and makes one job of what is due per hour."""
    if due_at > now - _MINUTE:
        return due_at
    return (now + _HOUR).replace(minute=0, second=0, microsecond=0)
