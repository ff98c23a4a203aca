"""Questions about instalment plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice, InvoiceState
from trunkline.domains.billing.queries import OpenSum
from trunkline.domains.payments import store
from trunkline.domains.payments.model import DisputeState, Payment, PaymentState
from trunkline.domains.payments.model.instalments import InstalmentPlan, PartState, PlanState
from trunkline.domains.payments.rules.instalments import Open, late_at, open_parts, overdue_parts, part_state
from trunkline.domains.payments.store import instalments as rows
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, InstalmentId, InstalmentPlanId, InvoiceId, PaymentId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import Page, PageRequest, page_of

_plan, _payment, _dispute = rows.instalment_plan.c, store.payment.c, store.dispute.c
_UNDECIDED = [state.value for state in DisputeState if state not in ("won", "lost", "accepted")]
_HOLDING = (
    PaymentState.authorised.value,
    PaymentState.pending.value,
    PaymentState.requires_action.value,
    PaymentState.unknown.value,
)


@dataclass(frozen=True, slots=True)
class PlanDetails:
    """A plan as it stands: what each part still asks for, how it stands, and by which payment it was collected last."""

    plan: InstalmentPlan
    left: Money
    open: Open
    states: Mapping[InstalmentId, PartState]
    payments: Mapping[InstalmentId, PaymentId]


async def instalment_plans(
    scope: Scope, request: PageRequest, *, state: PlanState | None = None, invoice_id: InvoiceId | None = None
) -> Page[PlanDetails]:
    """The newest first."""
    conditions = [] if state is None else [_plan.state == state.value]
    conditions += [] if invoice_id is None else [_plan.invoice_id == invoice_id]
    if request.position is not None:
        conditions.append(_plan.id < request.position[0])
    found = await rows.plans_where(scope, *conditions, limit=request.limit + 1)
    page = page_of(found, request, lambda one: (one.id,))
    return Page(await _with_details(scope, page.items), page.next_position)


async def instalment_plan(scope: Scope, plan_id: InstalmentPlanId) -> PlanDetails:
    """Raises `NotFound`."""
    found = await _with_details(scope, await rows.plans_where(scope, _plan.id == plan_id))
    if not found:
        raise NotFound(f"There is no instalment plan {plan_id}.")
    return found[0]


async def active_plan(scope: Scope, invoice_id: InvoiceId) -> InstalmentPlan | None:
    """By which the invoice is paid in parts now."""
    found = await rows.plans_where(scope, _plan.active_invoice_id == invoice_id)
    return found[0] if found else None


async def due_plans(scope: Scope, limit: int) -> Sequence[tuple[CompanyId, InstalmentPlanId]]:
    """Plans for which there is something to do, the longest due first."""
    due = select(_plan.company_id, _plan.id).where(scope.of_company(rows.instalment_plan), _plan.next_at <= scope.now)
    found = await scope.tx.execute(due.order_by(_plan.next_at, _plan.id).limit(limit))
    return [(row.company_id, row.id) for row in found]


async def plans_next_at(scope: Scope) -> datetime | None:
    """When there is next something to do for any of them."""
    mine = select(func.min(_plan.next_at)).where(scope.of_company(rows.instalment_plan))
    found: datetime | None = (await scope.tx.execute(mine)).scalar()
    return found


async def payments_under_way(scope: Scope, invoice_id: InvoiceId) -> list[Payment]:
    """Those that may yet take money for the invoice or for parts of it, in the order in which they are to be locked."""
    mine = select(store.payment).where(
        scope.of_company(store.payment), _payment.invoice_id == invoice_id, _payment.state.in_(_HOLDING)
    )
    return [store.payment_of(row) for row in await scope.tx.execute(mine.order_by(_payment.id))]


async def is_disputed(scope: Scope, invoice_id: InvoiceId) -> bool:
    """Whether a payment of the invoice is under a dispute that is not decided."""
    mine = select(_dispute.id).where(
        scope.of_company(store.dispute), _dispute.invoice_id == invoice_id, _dispute.state.in_(_UNDECIDED)
    )
    return (await scope.tx.execute(mine.limit(1))).first() is not None


async def overdue_sums(scope: Scope, spared: Mapping[InvoiceId, datetime] | None = None) -> dict[Currency, OpenSum]:
    """What the scope's company is late with, by currency: past due invoices, and of those that are paid in parts the overdue parts.

    Without the invoices that are `spared`, and without their parts that were overdue at that moment.
    """
    spared = spared or {}
    whole = await billing.open_sums(scope, frozenset({InvoiceState.past_due}), deferred=False, without=list(spared))
    found = {one.due.currency: one for one in whole}
    for _, due in await _late_plans(scope, spared):
        before = found.get(due.currency) or OpenSum(0, Money.zero(due.currency))
        found[due.currency] = OpenSum(before.count + 1, before.due + due)
    return found


async def overdue_plans(scope: Scope, currency: Currency, spared: Mapping[InvoiceId, datetime]) -> list[InstalmentPlan]:
    """Plans of which a part is overdue that was not so yet when its invoice was `spared`, the oldest first."""
    found = [one for one, _ in await _late_plans(scope, spared) if one.amount.currency == currency]
    return found[::-1]


async def _late_plans(scope: Scope, spared: Mapping[InvoiceId, datetime]) -> list[tuple[InstalmentPlan, Money]]:
    plans = await rows.plans_where(scope, _plan.state == PlanState.active.value)
    invoices = await billing.invoices_by_id(scope, [one.invoice_id for one in plans])
    found = []
    for one in plans:
        still_open = open_parts(one, invoices[one.invoice_id].due)
        since = spared.get(one.invoice_id)
        overdue = overdue_parts(one, still_open, scope.now)
        late = [part for part in overdue if since is None or late_at(one, part) > since]
        if late:
            currency = one.amount.currency
            found.append((one, sum((still_open[part.id] for part in late), Money.zero(currency))))
    return found


async def _with_details(scope: Scope, found: Sequence[InstalmentPlan]) -> list[PlanDetails]:
    if not found:
        return []
    invoices = await billing.invoices_by_id(scope, [one.invoice_id for one in found])
    payments = await _payments_of(scope, [one.id for one in found])
    return [_details(one, invoices[one.invoice_id], payments[one.id]) for one in found]


def _details(plan: InstalmentPlan, invoice: Invoice, payments: Mapping[InstalmentId, PaymentId]) -> PlanDetails:
    still_open = open_parts(plan, invoice.due)
    states = {one.id: part_state(plan, one, still_open) for one in plan.parts}
    left = sum(still_open.values(), Money.zero(plan.amount.currency))
    return PlanDetails(plan, left, still_open, states, payments)


async def _payments_of(
    scope: Scope, ids: Sequence[InstalmentPlanId]
) -> dict[InstalmentPlanId, dict[InstalmentId, PaymentId]]:
    """The last payment of each part."""
    chosen = select(_payment.instalment_plan_id, _payment.instalment_id, _payment.id).where(
        scope.of_company(store.payment), _payment.instalment_plan_id.in_(ids), _payment.instalment_id.is_not(None)
    )
    found: dict[InstalmentPlanId, dict[InstalmentId, PaymentId]] = defaultdict(dict)
    for row in await scope.tx.execute(chosen.order_by(_payment.id)):
        found[row.instalment_plan_id][row.instalment_id] = row.id
    return found
