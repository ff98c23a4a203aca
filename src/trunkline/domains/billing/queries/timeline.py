"""What happened to a subscription, from its phases, the catalogue and what was billed of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select

from trunkline.domains.billing import store
from trunkline.domains.billing.model.timeline import BilledInvoice, BilledProration, TimelineEntry
from trunkline.domains.billing.rules.periods import Billable
from trunkline.domains.billing.rules.timeline import timeline
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import zone_of

# The newest of each kind: a subscription of many years is read on its invoices, this list is for an overview.
INVOICES_MAX, PRORATIONS_MAX = 120, 240

_invoice, _line, _log = store.invoice, store.invoice_line, store.proration_log


@dataclass(frozen=True, slots=True)
class Timeline:
    """`is_complete`: nothing was left out; otherwise the oldest documents were."""

    entries: list[TimelineEntry]
    is_complete: bool


async def subscription_timeline(scope: Scope, subscription_id: SubscriptionId, *, with_billing: bool) -> Timeline:
    """Everything that happened and is planned, in the order of time. `with_billing`: also invoices and prorations.

    Raises `NotFound`, also for another company's.
    """
    subscription = await marketplace.subscription(scope, subscription_id)
    company = await tenants.company(scope, subscription.company_id)
    module = await marketplace.module(scope, subscription.module_id)
    billable = Billable(
        subscription=subscription,
        plans={plan.id: plan for plan in module.plans},
        module_id=module.id,
        module_slug=module.slug,
        module_name=module.name,
        zone=zone_of(company.zone),
    )
    invoices = await _invoices(scope, subscription_id) if with_billing else []
    prorations = await _prorations(scope, subscription_id) if with_billing else []
    entries = timeline(billable, invoices[:INVOICES_MAX], prorations[:PRORATIONS_MAX], scope.now)
    return Timeline(entries, len(invoices) <= INVOICES_MAX and len(prorations) <= PRORATIONS_MAX)


async def _invoices(scope: Scope, subscription_id: SubscriptionId) -> list[BilledInvoice]:
    """What each issued invoice has of the subscription, the newest first. The sum stays a whole number on every database."""
    kept = (_invoice.c.id, _invoice.c.number, _invoice.c.state, _invoice.c.issued_at, _invoice.c.currency)
    chosen = (
        select(*kept, func.sum(_line.c.amount_minor).label("minor"))
        .join(_line, _line.c.invoice_id == _invoice.c.id)
        .where(
            scope.of_company(_invoice), _line.c.subscription_id == subscription_id, _invoice.c.issued_at.is_not(None)
        )
        .group_by(*kept)
        .order_by(_invoice.c.issued_at.desc(), _invoice.c.id.desc())
        .limit(INVOICES_MAX + 1)
    )
    return [
        BilledInvoice(
            invoice_id=row.id,
            number=row.number,
            state=row.state,
            issued_at=row.issued_at,
            amount=Money(int(row.minor), Currency.of(row.currency)),
        )
        for row in await scope.tx.execute(chosen)
    ]


async def _prorations(scope: Scope, subscription_id: SubscriptionId) -> list[BilledProration]:
    """The log of the subscription, the newest first; through its lines, which the database finds by the subscription."""
    chosen = (
        select(_log, _invoice.c.number)
        .join(_line, _line.c.id == _log.c.line_id)
        .join(_invoice, _invoice.c.id == _log.c.invoice_id)
        .where(scope.of_company(_log), _line.c.subscription_id == subscription_id, _invoice.c.issued_at.is_not(None))
        .order_by(_log.c.logged_at.desc(), _log.c.id.desc())
        .limit(PRORATIONS_MAX + 1)
    )
    return [
        BilledProration(
            invoice_id=row.invoice_id,
            number=row.number,
            logged_at=row.logged_at,
            price_id=row.price_id,
            factor=Fraction(row.numerator, row.denominator),
            full_amount=row.full_amount,
            first_day=row.first_day,
            next_day=row.next_day,
        )
        for row in await scope.tx.execute(chosen)
    ]
