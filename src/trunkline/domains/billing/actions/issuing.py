"""Issuing a company's invoice: load, rate, subtract what is booked, number, write, announce. One transaction.

What is still in its grace becomes a draft: the same lines by the same rule, of which nothing is booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.drafting import keep_draft, take_over, withdraw_draft
from trunkline.domains.billing.actions.planning import Due, due_of, going_together, note_billed
from trunkline.domains.billing.actions.reporting import ReportingRates, reporting_rate
from trunkline.domains.billing.actions.writing import write_invoice
from trunkline.domains.billing.model import Billed, Draft, Invoice, InvoiceNotOpen, InvoiceState, IssuedInvoice
from trunkline.domains.currencies.model import RatesTooOld, RateUnknown
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Problem
from trunkline.kernel.ids import CompanyId, InvoiceId


async def issue_company_invoice(
    scope: Scope, company_id: CompanyId, through: date, catalogue: Catalogue | None = None
) -> Billed:
    """Bill the company through its local day `through`: one invoice per currency in which anything is to be said, and one draft per
    currency of what is still in its grace.

    A second call finds nothing more to bill. Where credits exceed the charges of their currency, the invoice is below zero and becomes
    the company's credit, which its next invoices draw. A currency whose documents cannot be told in the reporting currency is withheld and
    holds back no other. Raises `AlreadyBilled` when another run was faster, and what `reporting_rate` raises where that is all that is
    due; the transaction must then be rolled back.
    """
    assert scope.company == company_id, "a company is billed in a scope of its own"
    company = await tenants.company(scope, company_id)
    # Noted no further than today: a company billed ahead is used, and changes, on the days in between.
    await store.lock_account(scope, min(through, company.local_day(scope.now)))
    grace_days = (await store.terms_of(scope, company_id)).grace_days
    drafts = await store.drafts_of(scope, company_id)
    issued: list[IssuedInvoice] = []
    catalogue = catalogue or Catalogue()
    dues = await due_of(scope, company, through, catalogue, grace_days)
    withheld = await _without_a_rate(scope, dues, catalogue.rates)
    for due in dues:
        draft = drafts.pop(due.currency.code, None)
        if due.currency.code not in withheld:
            issued += await _settle(scope, company, due, draft, through, catalogue.rates)
    for draft in drafts.values():
        await withdraw_draft(scope, draft)
    if withheld or any(due.drafted for due in dues):
        await store.lock_account(scope, None)  # late usage is on the draft within the hour, and a rate may have come
    return Billed(issued, list(withheld.values()))


async def _without_a_rate(scope: Scope, dues: Sequence[Due], rates: ReportingRates) -> dict[str, Problem]:
    """Of several currencies those in which nothing can be issued now, and why."""
    due_now = [due for due in dues if due.lines]
    found: dict[str, Problem] = {}
    if len(due_now) < 2:
        return found
    entity = await store.issuing_entity(scope)
    for due in due_now:
        try:
            await reporting_rate(scope, entity, due.currency, rates)
        except (RateUnknown, RatesTooOld) as missing:
            found |= {one.currency.code: missing for one in going_together(dues, due.currency.code)}
    return found


async def issue_draft(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    """Issue a draft without waiting for the end of its grace, as it would be drafted now; with it what the same periods come to in other
    currencies.

    Raises `NotFound`, and `InvoiceNotOpen` when it is no draft, or there is nothing left that it could say.
    """
    draft = await _locked_draft(scope, invoice_id)
    scope = replace(scope, company_id=draft.company_id)
    company = await tenants.company(scope, draft.company_id)
    through = max(draft.through, company.local_day(scope.now))
    dues = going_together(await due_of(scope, company, through, Catalogue()), draft.currency)
    if not any(due.currency.code == draft.currency and due.lines for due in dues):
        raise InvoiceNotOpen("Nothing is due any more of what the draft says; the next run withdraws it.")
    drafts = await store.drafts_of(scope, company.id)
    for due in dues:
        await _settle(scope, company, due, drafts.get(due.currency.code), through, ReportingRates())
    return await queries.invoice(scope, invoice_id)


async def _locked_draft(scope: Scope, invoice_id: InvoiceId) -> Draft:
    """The draft, under the lock of its company's account."""
    found = await queries.invoice(scope, invoice_id)
    scope = replace(scope, company_id=found.company_id)
    await store.lock_account(scope, None)
    found = await queries.invoice(scope, invoice_id)
    if found.state is not InvoiceState.draft:
        raise InvoiceNotOpen(f"Invoice {found.number} is {found.state}: only a draft can be issued.")
    return (await store.drafts_of(scope, found.company_id))[found.currency.code]


async def _settle(
    scope: Scope, company: Company, due: Due, draft: Draft | None, through: date, rates: ReportingRates
) -> list[IssuedInvoice]:
    """Issue what is ripe, under the draft's id if it was drafted; note what was billed; and have the draft say the rest."""
    issued: list[IssuedInvoice] = []
    if due.lines:
        invoice_id = None
        if draft is not None and (not due.drafted or draft.issue_on <= through):
            invoice_id, draft = await take_over(scope, draft), None
        made = await write_invoice(scope, company, due.currency, due.lines, invoice_id=invoice_id, rates=rates)
        issued.append(made)
    await note_billed(scope, due, issued[0].invoice_id if issued else None)
    await keep_draft(scope, company, due, draft, through)
    return issued
