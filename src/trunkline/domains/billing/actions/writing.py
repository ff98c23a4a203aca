"""Writing an invoice with its lines, under the next number of the legal entity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.drawing import draw_wallets
from trunkline.domains.billing.actions.keeping import book_credit_of_issue
from trunkline.domains.billing.actions.posting import post_issue
from trunkline.domains.billing.actions.reporting import ReportingRates, report_invoice, reporting_rate
from trunkline.domains.billing.events import InvoiceIssued, InvoicePaid
from trunkline.domains.billing.model import (
    ITEM,
    AnyLine,
    Invoice,
    InvoiceLine,
    InvoiceState,
    IssuedInvoice,
    ItemCharge,
    LegalEntity,
    invoice_number,
)
from trunkline.domains.billing.rules import (
    bill_to,
    credit_taken,
    due_at,
    enclosing,
    last_day_of,
    totals_of,
    with_payment_terms,
)
from trunkline.domains.marketplace.model import UNGROUPED
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId, InvoiceLineId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import zone_of


async def write_invoice(
    scope: Scope,
    company: Company,
    currency: Currency,
    drafts: Sequence[AnyLine],
    *,
    invoice_id: InvoiceId | None = None,
    of_credits: bool = False,
    rates: ReportingRates | None = None,
) -> IssuedInvoice:
    """Issue the lines, under `invoice_id` where they were drafted under it.

    What the company has as credit is drawn first, then its wallets. Where that leaves nothing to wait for, the invoice is paid at once; a
    total below zero becomes credit itself. An invoice `of_credits` draws none, and nothing is taken off it for paying early.

    `rates` that were asked for already are not asked for again. Raises `RateUnknown` and `RatesTooOld` where it cannot be said what the
    invoice comes to in the reporting currency.
    """
    entity = await issuer_for(scope, company)
    rate = await reporting_rate(scope, entity, currency, rates or ReportingRates())
    credit = Money.zero(currency) if of_credits else await store.credit_of(scope, company.id, currency)
    number = await _number(scope, entity)
    made = compose_invoice(scope, company, entity, drafts, number, credit, invoice_id=invoice_id)
    if not of_credits:
        made = with_payment_terms(made, await store.terms_of(scope, company.id))
    lines = compose_lines(scope, made, drafts)
    await store.insert_invoice(scope, made)
    await store.insert_lines(scope, lines)
    await report_invoice(scope, made, rate)
    await store.take_items(scope, [one.charge.item.id for one in drafts if isinstance(one.charge, ItemCharge)], made.id)
    post_issue(scope, made, lines, of_credits=of_credits)
    await book_credit_of_issue(scope, made, credit)
    if not of_credits:
        made = await draw_wallets(scope, made)
    pairs = zip(lines, drafts, strict=True)
    await store.log_prorations(scope, [(line, one) for line, draft in pairs for one in draft.charge.prorations])
    _announce(scope, made)
    assert made.number is not None, "an issued invoice has its number"
    return IssuedInvoice(
        invoice_id=made.id, number=made.number, company_id=made.company_id, total=made.total, lines=len(lines)
    )


async def issuer_for(scope: Scope, company: Company) -> LegalEntity:
    """Who issues, with the days of payment that were agreed with the company."""
    entity = await store.issuing_entity(scope)
    net_days = (await store.terms_of(scope, company.id)).net_days
    return entity if net_days is None else replace(entity, net_days=net_days)


async def _number(scope: Scope, entity: LegalEntity) -> str:
    """Taken as late as possible: until the commit every other issue of this legal entity waits for it."""
    serial = await store.take_serial(scope, entity.key)
    return invoice_number(entity.number_prefix, scope.now.astimezone(zone_of(entity.zone)).year, serial)


def compose_invoice(
    scope: Scope,
    company: Company,
    entity: LegalEntity,
    drafts: Sequence[AnyLine],
    number: str | None,
    credit: Money,
    *,
    invoice_id: InvoiceId | None = None,
) -> Invoice:
    """The invoice of the lines as it would be issued now, drawing what the company has as `credit`. Nothing is written."""
    totals, enclosed = totals_of(drafts, credit.currency), enclosing(drafts)
    credited = credit_taken(totals.total, credit)
    free = totals.total == credited
    return Invoice(
        id=invoice_id or scope.new_id(InvoiceId),
        company_id=company.id,
        company_name=company.name,
        legal_entity=entity.key,
        number=number,
        state=InvoiceState.paid if free else InvoiceState.issued,
        currency=credit.currency,
        subtotal=totals.subtotal,
        tax=totals.tax,
        total=totals.total,
        paid=Money.zero(credit.currency),
        credited=credited,
        issued_at=scope.now,
        due_at=due_at(scope.now, entity.net_days, company.zone),
        paid_at=scope.now if free else None,
        voided_at=None,
        period_start=enclosed.start,
        period_end=enclosed.end,
        first_day=enclosed.first_day,
        last_day=last_day_of(enclosed),
        zone=company.zone,
        locale=company.locale,
        bill_to=bill_to(company),
        issuer=entity.party,
        tax_inclusive=company.billing_profile.tax_inclusive,
    )


def compose_lines(scope: Scope, made: Invoice, drafts: Sequence[AnyLine]) -> list[InvoiceLine]:
    """The lines of the invoice, in the order in which they are printed."""
    return [_line(scope, made, position, draft) for position, draft in enumerate(drafts, 1)]


def _line(scope: Scope, made: Invoice, position: int, draft: AnyLine) -> InvoiceLine:
    charge, key, price = draft.charge, draft.charge.key, draft.charge.price
    return InvoiceLine(
        id=scope.new_id(InvoiceLineId),
        invoice_id=made.id,
        company_id=made.company_id,
        position=position,
        description=draft.description,
        module_id=charge.module_id,
        module_slug=charge.module_slug,
        module_name=charge.module_name,
        plan_name=charge.plan_name,
        subscription_id=None if key is None else key.subscription_id,
        price_id=None if key is None else key.price_id,
        component=ITEM if price is None else price.component,
        timing=None if price is None else price.timing,
        meter=None if price is None else price.meter,
        service_start=charge.period.start if key is None else key.service_start,
        period_start=charge.period.start,
        period_end=charge.period.end,
        first_day=charge.period.first_day,
        next_day=charge.period.next_day,
        quantity=draft.quantity,
        unit=charge.unit,
        unit_amount=charge.unit_amount,
        amount=draft.amount,
        tax_rate=draft.tax_rate,
        tax=draft.tax,
        tax_inclusive=draft.tax_inclusive,
        corrects_line_id=draft.corrects,
        explain=draft.explain,
        group=UNGROUPED if key is None else key.group,
    )


def _announce(scope: Scope, made: Invoice) -> None:
    assert made.number is not None, "an issued invoice has its number"
    assert made.due_at is not None, "an issued invoice is due some day"
    scope.announce(
        InvoiceIssued(
            company_id=made.company_id, subject=made.id, number=made.number, total=made.total, due_at=made.due_at
        )
    )
    if made.state is InvoiceState.paid:
        scope.announce(
            InvoicePaid(
                company_id=made.company_id, subject=made.id, number=made.number, total=made.total, paid_at=scope.now
            )
        )
