"""Questions about dunning: the policy in force, its messages, and the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import (
    IN_FLIGHT,
    SHIPPED_MESSAGES,
    DunningCase,
    DunningMessage,
    DunningNotice,
    DunningPolicy,
    DunningState,
    PaymentMethod,
    PaymentState,
    PolicyInForce,
)
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, DunningCaseId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import Page, PageRequest, page_of

_case, _notice = store.dunning_case, store.dunning_notice
_payment, _attempt, _method = store.payment, store.payment_attempt, store.payment_method


@dataclass(frozen=True, slots=True)
class DunningDetails:
    """A case with the name of its company and the steps that it took."""

    case: DunningCase
    company_name: str
    notices: Sequence[DunningNotice]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What is asked for; None asks for all."""

    state: DunningState | None = None
    currency: str | None = None
    is_open: bool | None = None


async def dunning_policy(scope: Scope, company_id: CompanyId | None) -> PolicyInForce:
    """The company's own policy, else the operator's, else what the product ships with."""
    own = None if company_id is None else await store.company_policy(scope, company_id)
    found = own or await store.default_policy(scope)
    return found or PolicyInForce(policy=DunningPolicy(), version=0, company_id=None, changed_at=None)


async def dunning_messages(scope: Scope) -> Mapping[tuple[str, str], DunningMessage]:
    """By key and locale: what the operator has written, and of what the product ships with the rest."""
    edited = {(one.key, one.locale): one for one in await store.edited_messages(scope)}
    return {**SHIPPED_MESSAGES, **edited}


async def dunning_cases(scope: Scope, request: PageRequest, wanted: CaseFilter | None = None) -> Page[DunningDetails]:
    """The newest first."""
    wanted = wanted or CaseFilter()
    chosen = select(_case).where(scope.of_company(_case))
    if wanted.state is not None:
        chosen = chosen.where(_case.c.state == wanted.state.value)
    if wanted.currency is not None:
        chosen = chosen.where(_case.c.currency == wanted.currency)
    if wanted.is_open is not None:
        chosen = chosen.where(_case.c.stopped_at.is_(None) if wanted.is_open else _case.c.stopped_at.is_not(None))
    if request.position is not None:
        chosen = chosen.where(_case.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_case.c.id.desc()).limit(request.limit + 1))
    page = page_of([store.case_of(row) for row in rows], request, lambda one: (one.id,))
    return Page(await _with_details(scope, page.items), page.next_position)


async def dunning_case(scope: Scope, case_id: DunningCaseId) -> DunningDetails:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(select(_case).where(scope.of_company(_case), _case.c.id == case_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no dunning case {case_id}.")
    (details,) = await _with_details(scope, [store.case_of(row)])
    return details


async def due_cases(scope: Scope, limit: int) -> list[tuple[CompanyId, DunningCaseId]]:
    """Cases whose next step is due, the longest due first."""
    columns = _case.c
    due = select(columns.company_id, columns.id).where(
        scope.of_company(_case),
        columns.next_step_at <= scope.now,
        or_(columns.paused_until.is_(None), columns.paused_until <= scope.now),
    )
    rows = await scope.tx.execute(due.order_by(columns.next_step_at, columns.id).limit(limit))
    return [(row.company_id, row.id) for row in rows]


async def is_unsure(scope: Scope, currency: Currency, since: datetime | None) -> bool:
    """Whether a payment of the scope's company may have taken money that we do not know of, by an attempt begun after `since` or ever."""
    joined = _attempt.join(_payment, _payment.c.id == _attempt.c.payment_id)
    open_ones = (
        select(_attempt.c.id)
        .select_from(joined)
        .where(
            scope.of_company(_attempt),
            _attempt.c.state.in_(sorted(IN_FLIGHT)),
            _payment.c.currency == currency.code,
        )
    )
    if since is not None:
        open_ones = open_ones.where(_attempt.c.started_at > since)
    return (await scope.tx.execute(open_ones.limit(1))).first() is not None


async def last_success_at(scope: Scope, company_id: CompanyId) -> datetime | None:
    """When the company last paid by itself."""
    mine = select(func.max(_payment.c.settled_at)).where(
        scope.of_company(_payment),
        _payment.c.company_id == company_id,
        _payment.c.state == PaymentState.succeeded.value,
    )
    found: datetime | None = (await scope.tx.execute(mine)).scalar()
    return found


async def usable_methods(scope: Scope, company_id: CompanyId) -> list[PaymentMethod]:
    """The company's saved methods, the default first, then the oldest."""
    mine = select(_method).where(
        scope.of_company(_method), _method.c.company_id == company_id, _method.c.removed_at.is_(None)
    )
    found = [store.method_of(row) for row in await scope.tx.execute(mine.order_by(_method.c.id))]
    return sorted(found, key=lambda one: not one.is_default)


async def rotation_allowed(scope: Scope, company_id: CompanyId) -> bool:
    """Whether the company has consented to the use of its other saved methods."""
    return await store.rotation_allowed(scope, company_id)


async def _with_details(scope: Scope, found: Sequence[DunningCase]) -> list[DunningDetails]:
    """Two questions for the whole page, however long it is. A pause that is over is none."""
    if not found:
        return []
    found = [one if one.is_paused(scope.now) else replace(one, paused_until=None) for one in found]
    companies = await tenants.companies_by_id(scope, [one.company_id for one in found])
    chosen = select(_notice).where(scope.of_company(_notice), _notice.c.case_id.in_([one.id for one in found]))
    taken = [store.notice_of_case(row) for row in await scope.tx.execute(chosen.order_by(_notice.c.number))]
    return [
        DunningDetails(one, companies[one.company_id].name, [notice for notice in taken if notice.case_id == one.id])
        for one in found
    ]
