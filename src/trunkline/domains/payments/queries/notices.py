"""Questions about providers' notices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import Attempt, Notice, NoticeState
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import NoticeId, PaymentId
from trunkline.kernel.page import Page, PageRequest, page_of

_notice, _poll = store.payment_notice, store.payment_notice_poll
_attempt, _method = store.payment_attempt, store.payment_method


async def notices(
    scope: Scope,
    request: PageRequest,
    *,
    provider: str | None = None,
    state: NoticeState | None = None,
    payment_id: PaymentId | None = None,
) -> Page[Notice]:
    """Notices, the newest received first; of a payment those of its refunds and disputes as well."""
    chosen = select(_notice)
    if provider is not None:
        chosen = chosen.where(_notice.c.provider == provider)
    if state is not None:
        chosen = chosen.where(_notice.c.state == state)
    if payment_id is not None:
        chosen = chosen.where(_notice.c.payment_id == payment_id)
    if request.position is not None:
        chosen = chosen.where(_notice.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_notice.c.id.desc()).limit(request.limit + 1))
    return page_of([store.notice_of(row) for row in rows], request, lambda one: (one.id,))


async def notice(scope: Scope, notice_id: NoticeId) -> Notice:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(select(_notice).where(_notice.c.id == notice_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no notice {notice_id}.")
    return store.notice_of(row)


async def read_until(scope: Scope, provider: str) -> datetime | None:
    """Up to where the provider's own list was read; None when it never was."""
    chosen = select(_poll.c.read_until).where(_poll.c.provider == provider)
    found: datetime | None = (await scope.tx.execute(chosen)).scalar_one_or_none()
    return found


async def seen_of(scope: Scope, provider: str, since: datetime) -> datetime | None:
    """The last moment since `since` that the provider told of; where it told of nothing, the first at which it was asked for money."""
    last = select(func.max(_notice.c.told_at)).where(_notice.c.provider == provider, _notice.c.told_at >= since)
    found: datetime | None = (await scope.tx.execute(last)).scalar()
    if found is None:
        there = _attempt.join(_method, _attempt.c.payment_method_id == _method.c.id)
        first = select(func.min(_attempt.c.started_at)).select_from(there).where(_method.c.provider == provider)
        mine = scope.without_own_clocks().of_company(_attempt)
        found = (await scope.tx.execute(first.where(mine, _attempt.c.started_at >= since))).scalar()
    return found


async def attempt_by_key(scope: Scope, provider: str, idempotency_key: str) -> Attempt | None:
    """The attempt that asked a provider with a key, whosever it is: a notice does not say for which company. For its handling only.

    A key that somebody shows at another provider than it was used at finds nothing.
    """
    there = _attempt.join(_method, _attempt.c.payment_method_id == _method.c.id)
    chosen = select(_attempt).select_from(there)
    chosen = chosen.where(_attempt.c.idempotency_key == idempotency_key, _method.c.provider == provider)
    row = (await scope.tx.execute(chosen)).one_or_none()
    return None if row is None else store.attempt_of(row)
