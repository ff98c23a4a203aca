"""What the company's next invoice would be. The same code as issuing, up to the point where something would be written.

The company is looked at as of the moment of its next run on which anything is to be said. Usage that comes until then is not in it, of
course; without any, the invoice that is issued is the one that was shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.planning import Due, due_of
from trunkline.domains.billing.actions.rating import period_ends
from trunkline.domains.billing.actions.thresholds import reached_now
from trunkline.domains.billing.actions.writing import issuer_for
from trunkline.domains.billing.model import Draft, LegalEntity, Upcoming, UpcomingInvoice, WalletState
from trunkline.domains.billing.rules import credit_taken, draws, due_at, enclosing, sum_of, totals_of
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money
from trunkline.kernel.page import PAGE_SIZE_MAX, PageRequest
from trunkline.kernel.period import local_midnight, zone_of


async def preview_invoices(scope: Scope, company_id: CompanyId) -> Upcoming:
    """The invoices of the company's next run that issues any. Writes nothing. Raises `NotFound`."""
    company = await tenants.company(scope, company_id)
    catalogue, terms = Catalogue(), await store.terms_of(scope, company_id)
    reached = [one.due for one in await reached_now(scope, company, terms, catalogue)]
    if reached:
        return await _shown(scope, company, reached)
    first = await _next_run(scope, company)
    ends = await period_ends(scope, company, catalogue)
    moments = {first, *(end for end in ends if end > first)}
    while moments:
        moment = min(moments)
        moments.remove(moment)
        then = replace(scope, now=moment, announced=[], wake_topics=set())
        dues = await due_of(then, company, company.local_day(moment), catalogue, terms.grace_days)
        if any(due.lines for due in dues):
            return await _shown(then, company, [due for due in dues if due.lines])
        ripe = {local_midnight(due.issue_on, zone_of(company.zone)) for due in dues if due.issue_on is not None}
        moments |= {later for later in ripe if later > moment}
    return Upcoming(company_id=company.id, issued_on=None, invoices=())


async def _shown(scope: Scope, company: Company, dues: Sequence[Due]) -> Upcoming:
    """The invoices of `dues` as they would be issued now."""
    entity = await issuer_for(scope, company)
    drafts = await store.drafts_of(scope, company.id)
    through = company.local_day(scope.now)
    made = [await _upcoming(scope, company, entity, due, drafts.get(due.currency.code)) for due in dues]
    return Upcoming(company_id=company.id, issued_on=through, invoices=tuple(made))


async def _next_run(scope: Scope, company: Company) -> datetime:
    """When the schedule looks at the company again: within the hour, or, where it did so today, as soon as tomorrow has begun."""
    today = company.local_day(scope.now)
    done = (await store.billed_through(scope, [company.id])).get(company.id)
    if done is None or done < today:
        return scope.now
    return local_midnight(done + timedelta(days=1), zone_of(company.zone))


async def _of_wallets(scope: Scope, due: Money) -> Money:
    """What the company's active wallets would pay of it: the rule that draws them, without taking hold of them."""
    found = (await queries.wallets(scope, PageRequest(PAGE_SIZE_MAX))).items
    usable = [
        one.wallet.id for one in found if one.wallet.currency == due.currency and one.wallet.state is WalletState.active
    ]
    if due.minor <= 0 or not usable:
        return Money.zero(due.currency)
    return sum_of((part for _, part in draws(await store.open_grants(scope, usable), due, scope.now)), due.currency)


async def _upcoming(
    scope: Scope, company: Company, entity: LegalEntity, due: Due, draft: Draft | None
) -> UpcomingInvoice:
    currency, lines = due.currency, due.lines
    totals = totals_of(lines, currency)
    credited = credit_taken(totals.total, await store.credit_of(scope, company.id, currency))
    credited += await _of_wallets(scope, totals.total - credited)
    return UpcomingInvoice(
        currency=currency,
        lines=tuple(lines),
        subtotal=totals.subtotal,
        tax=totals.tax,
        total=totals.total,
        credited=credited,
        due=totals.total - credited,
        due_at=due_at(scope.now, entity.net_days, company.zone),
        period=enclosing(lines),
        draft_id=None if draft is None or draft.issue_on > company.local_day(scope.now) else draft.invoice_id,
    )
