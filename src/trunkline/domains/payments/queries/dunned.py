"""Questions about what a dunning case is about: its invoices, the attempts to collect them, and what somebody has decided of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice
from trunkline.domains.payments import store
from trunkline.domains.payments.model import Attempt, DunningCase, PaymentState
from trunkline.domains.payments.model.instalments import InstalmentPlan
from trunkline.domains.payments.queries.instalments import overdue_plans
from trunkline.domains.payments.rules.dunning_stops import is_late_anew, is_stopped
from trunkline.domains.payments.store import dunned as rows
from trunkline.domains.payments.store.instalments import instalment_plan, plans_where
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Currency

ATTEMPTS_MAX = 100
INVOICES_MAX = 1_000
_payment, _attempt, _case = store.payment, store.payment_attempt, store.dunning_case


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """`invoices` as they stand now, the oldest first; the last hundred `attempts` to collect them until the case ended, the newest first.

    `next_attempt_at`: when one of them is charged next by itself.
    """

    invoices: Sequence[Invoice]
    attempts: Sequence[tuple[InvoiceId, Attempt]]
    next_attempt_at: datetime | None


async def details_of_case(scope: Scope, case: DunningCase) -> CaseDetails:
    """Of a case that the scope may see."""
    ids = await rows.invoices_of_case(scope, case.id)
    invoices = await billing.invoices_by_id(scope, ids)
    attempts = await _attempts(scope, ids, case.stopped_at)
    return CaseDetails([invoices[one] for one in ids if one in invoices], attempts, await _next_attempt_at(scope, ids))


async def spared_invoices(scope: Scope) -> Mapping[InvoiceId, datetime]:
    """Those of the scope's company whose case was stopped by somebody, and when: what was overdue of them then is dunned for no more."""
    stops, plans = await _stops(scope, rows.stops(scope))
    return {
        one: since
        for one, since in stops.items()
        if is_stopped(since, plans[one]) and not is_late_anew(since, plans[one])
    }


async def is_spared(scope: Scope, invoice_id: InvoiceId) -> bool:
    """Whether somebody has stopped the case that was about the invoice: nothing of it is charged by itself, until a plan is agreed on."""
    mine = rows.stops(scope).where(rows.dunning_case_invoice.c.invoice_id == invoice_id)
    stops, plans = await _stops(scope, mine)
    return any(is_stopped(since, plans[one]) for one, since in stops.items())


async def _stops(
    scope: Scope, chosen: Select[Any]
) -> tuple[dict[InvoiceId, datetime], dict[InvoiceId, list[InstalmentPlan]]]:
    """When the case of each invoice was stopped, and the plans by which it was or is paid in parts."""
    stops = {row.invoice_id: row.stopped_at for row in await scope.tx.execute(chosen)}
    plans: dict[InvoiceId, list[InstalmentPlan]] = {one: [] for one in stops}
    if stops:
        for plan in await plans_where(scope, instalment_plan.c.invoice_id.in_(stops)):
            plans[plan.invoice_id].append(plan)
    return stops, plans


async def overdue_ids(scope: Scope, currency: Currency) -> list[InvoiceId]:
    """The invoices in the currency that are dunned for, whole or by their parts; of very many the newest thousand."""
    whole = await billing.past_due_ids(scope, currency, INVOICES_MAX)
    spared = await spared_invoices(scope)
    parts = [one.invoice_id for one in await overdue_plans(scope, currency, spared)]
    return [*(one for one in whole if one not in spared), *parts]


async def paused_until(scope: Scope, currency: Currency) -> datetime | None:
    """Until when nothing of the scope's company is charged again by itself in the currency; None where it is not paused."""
    mine = select(func.max(_case.c.paused_until)).where(
        scope.of_company(_case),
        _case.c.currency == currency.code,
        _case.c.open_key.is_not(None),
        _case.c.paused_until > scope.now,
    )
    found: datetime | None = (await scope.tx.execute(mine)).scalar()
    return found


async def _attempts(
    scope: Scope, ids: Sequence[InvoiceId], until: datetime | None
) -> Sequence[tuple[InvoiceId, Attempt]]:
    joined = _attempt.join(_payment, _payment.c.id == _attempt.c.payment_id)
    theirs = (
        select(_attempt, _payment.c.invoice_id)
        .select_from(joined)
        .where(scope.of_company(_attempt), _payment.c.invoice_id.in_(ids))
    )
    if until is not None:
        theirs = theirs.where(_attempt.c.started_at <= until)
    found = await scope.tx.execute(theirs.order_by(_attempt.c.id.desc()).limit(ATTEMPTS_MAX))
    return [(row.invoice_id, store.attempt_of(row)) for row in found]


async def _next_attempt_at(scope: Scope, ids: Sequence[InvoiceId]) -> datetime | None:
    waiting = select(func.min(_payment.c.next_attempt_at)).where(
        scope.of_company(_payment), _payment.c.invoice_id.in_(ids), _payment.c.state == PaymentState.pending.value
    )
    found: datetime | None = (await scope.tx.execute(waiting)).scalar()
    return found
