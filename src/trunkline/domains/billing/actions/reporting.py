"""The reporting currency: which it is, and what a document comes to in it, written with the document."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from trunkline.domains.billing import store
from trunkline.domains.billing.events import ReportingCurrencyChanged
from trunkline.domains.billing.model import CreditNote, Invoice, LegalEntity
from trunkline.domains.billing.model.reporting import Reporting, ReportingRate
from trunkline.domains.billing.queries.reporting import reporting_currency_of
from trunkline.domains.billing.rules.reporting import reported, reported_note
from trunkline.domains.currencies import queries as currencies
from trunkline.domains.currencies.model import RateUnknown
from trunkline.domains.currencies.ports import RateSources
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency

log = structlog.get_logger("trunkline.billing")

# A run that goes on for longer asks again: by then the rate may be another, or too old.
HOLDS_FOR = timedelta(minutes=1)


class ReportingRates:
    """Rates that a run has asked for, so that it does not ask for each invoice; and those that nobody knew, with the reason."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[datetime, ReportingRate | str]] = {}

    async def between(self, scope: Scope, source: Currency, target: Currency) -> ReportingRate:
        """Raises what `rate_between` raises."""
        key = (source.code, target.code)
        known = self._known.get(key)
        if known is None or not timedelta(0) <= scope.now - known[0] < HOLDS_FOR:
            known = self._known[key] = scope.now, await _asked(scope, source, target)
        if isinstance(known[1], str):
            raise RateUnknown(known[1])
        return known[1]


async def _asked(scope: Scope, source: Currency, target: Currency) -> ReportingRate | str:
    about = {"currency": source.code, "reporting_currency": target.code}
    try:
        found = ReportingRate.of(await currencies.rate_between(scope, source, target))
    except RateUnknown as unknown:
        log.warning("no_rate_for_documents", **about)
        return unknown.detail
    if found.stale or found.held:
        log.warning("documents_at_an_old_rate", **about, as_of=found.as_of.isoformat())
    return found


async def reporting_rate(
    scope: Scope, entity: LegalEntity, currency: Currency, rates: ReportingRates
) -> ReportingRate | None:
    """At which rate a document that is issued now is reported. Raises `RateUnknown` and `RatesTooOld`: it is not issued then.

    None, where no rate is known and nobody has decided anything: neither a reporting currency nor a source of rates is named. Whoever
    never heard of rates goes on issuing in the currencies of the prices.
    """
    target = reporting_currency_of(scope, entity)
    try:
        return await rates.between(scope, currency, target)
    except RateUnknown as unknown:
        if _is_decided(scope, entity):
            raise RateUnknown(
                f"A document in {currency} is issued with its amounts in {target}, the reporting currency. {unknown.detail}"
            ) from None
        return None


async def report_invoice(scope: Scope, issued: Invoice, rate: ReportingRate | None) -> None:
    if rate is None:
        return
    told = reported(issued.total, issued.tax, rate)
    await store.insert_reporting(
        scope,
        Reporting(document_id=issued.id, invoice_id=issued.id, company_id=issued.company_id, rate=rate, reported=told),
    )


async def report_note(scope: Scope, invoice: Invoice, note: CreditNote) -> None:
    """At the invoice's rate, whatever the rate is now; an invoice without one has notes without one. Before the note's own row is
    written, under the lock of the invoice.
    """
    whole = (await store.reporting_by_document(scope, [invoice.id])).get(invoice.id)
    if whole is None:
        return
    left, rest = await store.left_to_report(scope, invoice, whole.reported)
    told = reported_note(note.total, note.tax, left, rest, whole.rate)
    await store.insert_reporting(
        scope,
        Reporting(
            document_id=note.id, invoice_id=invoice.id, company_id=note.company_id, rate=whole.rate, reported=told
        ),
    )


async def change_reporting_currency(scope: Scope, currency: Currency) -> LegalEntity:
    """Documents are reported in it from now on; what was issued keeps what it has. To name what holds already changes nothing."""
    before = await store.issuing_entity(scope)
    if before.reporting_currency == currency:
        return before
    after = await store.put_reporting_currency(scope, before, currency)
    scope.announce(
        ReportingCurrencyChanged(
            company_id=None,
            subject=after.key,
            before=reporting_currency_of(scope, before).code,
            after=currency.code,
        )
    )
    return after


def _is_decided(scope: Scope, entity: LegalEntity) -> bool:
    named = entity.reporting_currency is not None or scope.program.config.rates.reporting_currency is not None
    return named or bool(scope.port(RateSources).policy.order)
