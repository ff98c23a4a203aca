"""What there is to bill a company for, as of now: which lines are issued, and which are drafted until their grace is over.

The bill run and the preview of the next invoice ask the same question; a run notes afterwards what it has billed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.partial import partly_billed
from trunkline.domains.billing.actions.rating import rate_company
from trunkline.domains.billing.model import (
    AnyLine,
    Booked,
    Charge,
    ChargeKey,
    DraftLine,
    InvoiceItem,
    ItemLine,
    PeriodKey,
)
from trunkline.domains.billing.rules import (
    Assessment,
    UnknownPrice,
    bearable,
    by_currency,
    draft_lines,
    given_back_now,
    item_lines,
    reversals,
    with_corrected_prices,
)
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Timing
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import actions as usage
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a run does in one currency. `lines` are issued, `drafted` wait until `issue_on`; `rated` is what is billed with the `lines`,
    also where nothing was due.
    """

    currency: Currency
    rated: Sequence[Assessment]
    lines: Sequence[AnyLine] = ()
    drafted: Sequence[AnyLine] = ()
    issue_on: date | None = None

    def periods(self) -> set[PeriodKey]:
        """What is billed of, drafts aside."""
        return {one.key for one in self.rated} | {key for line in self.lines if (key := period_of(line)) is not None}


async def due_of(scope: Scope, company: Company, through: date, catalogue: Catalogue, grace_days: int = 0) -> list[Due]:
    """What there is to bill through the company's local day `through`, by currency in the order of the codes."""
    rated = await _rate(scope, company, through, catalogue, grace_days)
    due, at_once = await _lines_and_what_goes_with_them(scope, company, rated, catalogue)
    lines = by_currency(due)
    items = by_currency(await one_off_lines(scope, company, await store.waiting_items(scope, company.id)))
    codes = {one.currency.code for one in rated} | lines.keys() | items.keys()
    return [_due(code, rated, lines.get(code, []), items.get(code, []), at_once) for code in sorted(codes)]


async def lines_due(scope: Scope, company: Company, assessments: Sequence[Assessment]) -> list[DraftLine]:
    """The lines that bring the books up to the assessments, by the delta rule (money policy 5). Runs, previews and thresholds ask here."""
    again = {one.key for one in assessments if one.was_billed}
    booked = await store.booked_for(scope, again)
    charges = [charge for one in assessments for charge in one.charges]
    booked = await _under_corrected_prices(scope, company, charges, booked)
    charges += await _given_back(scope, charges, booked)
    return draft_lines(charges, booked, company.billing_profile.taxes)


async def _lines_and_what_goes_with_them(
    scope: Scope, company: Company, assessments: Sequence[Assessment], catalogue: Catalogue
) -> tuple[list[DraftLine], set[ChargeKey]]:
    """The lines that are due; and which of them are issued before their period is: where usage is booked, it may have come from a
    period that was billed already and is not closed, and is given back there with it.
    """
    if not any(one.draft_until is None and any(not total.is_booked for total in one.totals) for one in assessments):
        return await lines_due(scope, company, assessments), set()
    partly = await partly_billed(scope, company, catalogue, {one.key for one in assessments})
    lines = await lines_due(scope, company, [*assessments, *partly])
    drafted = {one.key for one in assessments if one.draft_until is not None and one.was_billed}
    not_closed = {one.key for one in partly}
    at_once = given_back_now(lines, not_closed | drafted)
    return [line for line in lines if period_of(line) not in not_closed or line.charge.key in at_once], at_once


async def one_off_lines(scope: Scope, company: Company, items: Iterable[InvoiceItem]) -> list[ItemLine]:
    """The lines that the items come to for the company."""
    found = list(items)
    named = {item.module_id for item in found if item.module_id is not None}
    modules = {one.id: one for one in await marketplace.modules(scope)} if named else {}
    return item_lines(found, modules, company.billing_profile.taxes, zone_of(company.zone))


def going_together(dues: Sequence[Due], code: str) -> list[Due]:
    """What is due in the currency, and in those others that have lines of the same periods: a period is noted as billed once, with all
    that it comes to.
    """
    codes: set[str] = set()
    more = {code}
    while more:
        codes |= more
        shared = {key for one in dues if one.currency.code in codes for key in one.periods()}
        more = {one.currency.code for one in dues if shared & one.periods()} - codes
    return [one for one in dues if one.currency.code in codes]


def period_of(line: AnyLine) -> PeriodKey | None:
    """The period that the line bills; None for a one-off line."""
    charge = line.charge
    if charge.key is None or charge.price is None:
        return None
    return PeriodKey(charge.key.subscription_id, charge.price.timing, charge.key.service_start)


async def note_billed(scope: Scope, due: Due, invoice_id: InvoiceId | None) -> None:
    """Everything is billed now, also where nothing was due."""
    said = {} if invoice_id is None else {key: invoice_id for line in due.lines if (key := period_of(line)) is not None}
    await store.insert_billed(scope, [one.record for one in due.rated if not one.was_billed], said)
    await store.update_basis(scope, [one.record for one in due.rated if one.was_billed])
    await _look_again_after(scope, due.rated)
    await usage.mark_booked(scope, [total for one in due.rated for total in one.totals])


async def _look_again_after(scope: Scope, rated: Sequence[Assessment]) -> None:
    """A level goes on: usage that came late into a period changes the later ones that were billed. Those that are not billed now as
    well, since their grace lasts longer, are looked at again: with the books closed nothing else would tell that they changed.
    """
    since: dict[SubscriptionId, datetime] = {}
    for one in rated:
        if one.carries:
            known = since.get(one.key.subscription_id, one.key.period_start)
            since[one.key.subscription_id] = min(known, one.key.period_start)
    if not since:
        return
    now = {one.key for one in rated}
    again = [
        record.to_rate_again()
        for key, record in (await store.billed_periods(scope)).items()
        if key not in now and _comes_after(since, key) and record.is_by_its_phases
    ]
    await store.update_basis(scope, again)


def _comes_after(since: Mapping[SubscriptionId, datetime], key: PeriodKey) -> bool:
    return (
        key.timing is Timing.arrears and key.subscription_id in since and since[key.subscription_id] < key.period_start
    )


def _due(
    code: str,
    assessments: Sequence[Assessment],
    lines: list[DraftLine],
    items: list[ItemLine],
    at_once: Collection[ChargeKey],
) -> Due:
    """Items go with what is issued; else with the draft; else on an invoice of their own."""
    # Of all periods: one whose currency changed, or whose usage was told before that, has lines in another as well.
    until = {one.key: one.draft_until for one in assessments if one.draft_until is not None}
    ripe = [line for line in lines if period_of(line) not in until or line.charge.key in at_once]
    drafted = [line for line in lines if period_of(line) in until and line.charge.key not in at_once]
    with_draft = bool(drafted) and not ripe
    days = [until[key] for line in drafted if (key := period_of(line)) is not None]
    return Due(
        currency=Currency.of(code),
        rated=[one for one in assessments if one.currency.code == code and one.draft_until is None],
        lines=ripe if with_draft else [*ripe, *bearable(ripe, items)],
        drafted=[*drafted, *bearable(drafted, items)] if with_draft else drafted,
        issue_on=min(days, default=None),
    )


async def _rate(
    scope: Scope, company: Company, through: date, catalogue: Catalogue, grace_days: int
) -> list[Assessment]:
    try:
        return await rate_company(scope, company, through, catalogue, grace_days)
    except UnknownPrice:
        catalogue.forget()
        return await rate_company(scope, company, through, catalogue, grace_days)


async def _under_corrected_prices(
    scope: Scope, company: Company, charges: Sequence[Charge], booked: dict[ChargeKey, Booked]
) -> dict[ChargeKey, Booked]:
    """What was booked under versions of prices that were corrected since counts as booked under the corrected ones."""
    if all(charge.price.correction is None for charge in charges):
        return booked
    prices = {key.price_id: await marketplace.price(scope, key.price_id) for key in booked}
    return with_corrected_prices(charges, booked, prices, zone_of(company.zone))


async def _given_back(scope: Scope, charges: Sequence[Charge], booked: dict[ChargeKey, Booked]) -> list[Charge]:
    """What was booked for a period and is not charged for it any more."""
    gone = booked.keys() - {charge.key for charge in charges}
    if not gone:
        return []
    lines = await store.lines_by_id(scope, [booked[key].last_line_id for key in gone])
    prices = {line.price_id: await marketplace.price(scope, line.price_id) for line in lines if line.price_id}
    return reversals(lines, prices)
