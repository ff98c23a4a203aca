"""Issuing a company's invoice: load, rate, subtract what is booked, number, write, announce. One transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.rating import Assessment, Rated, rate_company
from trunkline.domains.billing.actions.writing import write_invoice
from trunkline.domains.billing.model import Booked, Charge, ChargeKey, DraftLine, IssuedInvoice, PeriodKey
from trunkline.domains.billing.rules import UnknownPrice, by_currency, draft_lines, reversals
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import actions as usage
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency


async def issue_company_invoice(
    scope: Scope, company_id: CompanyId, through: date, catalogue: Catalogue | None = None
) -> list[IssuedInvoice]:
    """Bill the company through its local day `through`: one invoice per currency in which anything is to be said.

    A second call finds nothing more to bill. Where credits exceed the charges of their currency, the invoice is below zero and becomes
    the company's credit, which its next invoices draw. Raises `AlreadyBilled` when another run was faster; the transaction must then be
    rolled back.
    """
    assert scope.company == company_id, "a company is billed in a scope of its own"
    company = await tenants.company(scope, company_id)
    # Noted no further than today: a company billed ahead is used, and changes, on the days in between.
    await store.lock_account(scope, min(through, company.local_day(scope.now)))
    rated, lines = await draft_invoices(scope, company, through, catalogue or Catalogue())
    return await _settle(scope, company, rated, lines)


async def draft_invoices(
    scope: Scope, company: Company, through: date, catalogue: Catalogue
) -> tuple[Rated, list[DraftLine]]:
    """What there is to bill as of `scope.now`, and the lines that it comes to. Nothing is written."""
    rated = await _rate(scope, company, through, catalogue)
    return rated, await _lines(scope, company, rated.assessments)


async def _rate(scope: Scope, company: Company, through: date, catalogue: Catalogue) -> Rated:
    try:
        return await rate_company(scope, company, through, catalogue)
    except UnknownPrice:
        catalogue.forget()
        return await rate_company(scope, company, through, catalogue)


async def _settle(scope: Scope, company: Company, rated: Rated, lines: list[DraftLine]) -> list[IssuedInvoice]:
    """Turn the lines into invoices, then note what was billed."""
    issued: list[IssuedInvoice] = []
    invoice_of: dict[PeriodKey, InvoiceId] = {}
    for code, chosen in by_currency(lines).items():
        issued.append(await write_invoice(scope, company, Currency.of(code), chosen))
        invoice_of |= {_period_of(line): issued[-1].invoice_id for line in chosen}
    await _note(scope, rated, invoice_of)
    return issued


async def _lines(scope: Scope, company: Company, assessments: Sequence[Assessment]) -> list[DraftLine]:
    again = {one.key for one in assessments if one.was_billed}
    booked = await store.booked_for(scope, again)
    charges = [charge for one in assessments for charge in one.charges]
    charges += await _given_back(scope, charges, booked)
    return draft_lines(charges, booked, company.billing_profile.tax_rate)


async def _given_back(scope: Scope, charges: Sequence[Charge], booked: dict[ChargeKey, Booked]) -> list[Charge]:
    """What was booked for a period and is not charged for it any more."""
    gone = booked.keys() - {charge.key for charge in charges}
    if not gone:
        return []
    lines = await store.lines_by_id(scope, [booked[key].last_line_id for key in gone])
    prices = {line.price_id: await marketplace.price(scope, line.price_id) for line in lines}
    return reversals(lines, prices)


async def _note(scope: Scope, rated: Rated, invoice_of: dict[PeriodKey, InvoiceId]) -> None:
    """Everything is billed now, also where nothing was due."""
    done = rated.assessments
    await store.insert_billed(scope, [one.record for one in done if not one.was_billed], invoice_of)
    await store.update_basis(scope, [one.record for one in done if one.was_billed])
    await usage.mark_booked(scope, rated.totals)


def _period_of(line: DraftLine) -> PeriodKey:
    key = line.charge.key
    return PeriodKey(key.subscription_id, line.charge.price.timing, key.service_start)
