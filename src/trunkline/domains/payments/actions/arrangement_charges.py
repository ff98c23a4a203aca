"""What a provider's schedule has taken becomes money here: once per charge of theirs, whoever tells of it and however often.

The money pays the company's open invoices of that currency, the oldest first; what is left is the company's credit, as with any money
that comes for more than is asked.
"""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import MoneyFrom
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import rules as ledger_rules
from trunkline.domains.ledger.model import Booking, Event
from trunkline.domains.payments import store
from trunkline.domains.payments.actions.instalment_parts import count_arranged
from trunkline.domains.payments.events import PaymentArrangementCharged, PaymentArrangementChargeFailed
from trunkline.domains.payments.model import receipt_number
from trunkline.domains.payments.model.arrangements import (
    Allocation,
    Arrangement,
    ArrangementCharge,
    ChargeState,
    NothingBilledYet,
    ProviderCharge,
)
from trunkline.domains.payments.model.sources import arrangement_fee_source, arrangement_source
from trunkline.domains.payments.queries.arrangements import charge_of_arrangement
from trunkline.domains.payments.store import arrangements as rows
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import ArrangementChargeId
from trunkline.kernel.money import Money

NO_REASON = "The provider does not say why."


async def learn_charges(scope: Scope, held: Arrangement, told: list[ProviderCharge]) -> int:
    """Book what is new of what the provider tells, the oldest first; how many charges are paid now. The arrangement must be locked."""
    known = await rows.charges_by_reference(scope, held.id)
    for one in sorted(told, key=lambda one: (one.at, one.reference)):
        before = known.get(one.reference)
        if before is not None and before.state is ChargeState.paid:
            continue
        after = await (_receive if one.paid else _fail)(scope, held, before, one)
        if after is not None:
            known[one.reference] = after
    return sum(one.state is ChargeState.paid for one in known.values())


async def book_arrangement_fee(scope: Scope, charge_id: ArrangementChargeId, fee: Money) -> bool:
    """Book what the provider has kept of a charge, once: False when it is booked already. Raises `NotFound`."""
    charge = await charge_of_arrangement(scope, charge_id)
    if not await rows.count_fee(scope, charge_id, fee):
        return False
    booking = Booking(
        event=Event.fee_charged,
        source=arrangement_fee_source(charge_id),
        postings=ledger_rules.fee_charged(fee, charge.provider),
        at=charge.charged_at,
    )
    ledger.post(scope, charge.company_id, booking)
    return True


async def _fail(
    scope: Scope, held: Arrangement, before: ArrangementCharge | None, told: ProviderCharge
) -> ArrangementCharge | None:
    """Note that the provider tried and took nothing, once per time that it tried. Invoices are dunned for as ever."""
    if before is not None and before.failures >= told.failures:
        return None
    message = told.message or NO_REASON
    failed = replace(before or _made(scope, held, told), failures=told.failures, message=message, charged_at=told.at)
    await _write(scope, failed, is_new=before is None)
    scope.announce(
        PaymentArrangementChargeFailed(
            company_id=held.company_id,
            subject=held.id,
            provider=held.provider,
            amount=failed.amount,
            charge_id=failed.id,
            failures=failed.failures,
            message=message,
        )
    )
    return failed


async def _receive(
    scope: Scope, held: Arrangement, before: ArrangementCharge | None, told: ProviderCharge
) -> ArrangementCharge:
    """The money is there: the row that says so, what it pays, its receipt and the books, in one transaction."""
    charge = before or _made(scope, held, told)
    await _write(scope, charge, is_new=before is None)  # first: the unique key decides who books it
    parts, entity = await _apply(scope, charge, told)
    serial = await store.next_serial(scope, entity)
    paid = replace(
        charge,
        state=ChargeState.paid,
        amount=told.amount,
        money_reference=told.money_reference,
        kept=sum((one.amount for one in parts if one.kept), Money.zero(told.amount.currency)),
        charged_at=told.at,
        message=None,
        legal_entity=entity,
        receipt_serial=serial,
        receipt_number=receipt_number(serial),
    )
    await rows.save_charge(scope, paid)
    await rows.insert_allocations(scope, paid, parts)
    _announce(scope, held, paid)
    if told.fee is not None:
        await book_arrangement_fee(scope, paid.id, told.fee)
    return paid


async def _apply(scope: Scope, charge: ArrangementCharge, told: ProviderCharge) -> tuple[list[Allocation], str]:
    """What the money pays of which invoice, booked; and whose receipt it is. Raises `NothingBilledYet`."""
    newest = await billing.newest_invoice(scope, told.amount.currency)
    if newest is None:
        raise NothingBilledYet(f"{told.amount} have come in, and nothing was ever billed in {told.amount.currency}.")
    await billing_actions.hold_invoice(scope, newest.id)  # the company's account: nothing is issued or paid meanwhile
    left, parts = told.amount, list[Allocation]()
    for one in await billing.open_invoices(scope, told.amount.currency):
        held = await billing_actions.hold_invoice(scope, one.id)
        part = min(left, await billing.asked_now(scope, held))
        if part.minor > 0:
            money = MoneyFrom(charge.provider, arrangement_source(charge.id, one.id, kept=False))
            await billing_actions.mark_paid(scope, one.id, part, told.at, begun_at=told.at, money=money)
            await count_arranged(scope, one.id, part, told.at)
            parts.append(Allocation(one.id, part, kept=False))
            left = left - part
    if left:
        money = MoneyFrom(charge.provider, arrangement_source(charge.id, newest.id, kept=True))
        await billing_actions.keep_unapplied(scope, newest.id, left, told.at, money)
        parts.append(Allocation(newest.id, left, kept=True))
    return parts, newest.legal_entity


async def _write(scope: Scope, charge: ArrangementCharge, *, is_new: bool) -> None:
    if not is_new:
        await rows.save_charge(scope, charge)
        return
    inserted = await rows.insert_charge(scope, charge)
    assert inserted, f"{charge.reference} is a charge of another arrangement"


def _made(scope: Scope, held: Arrangement, told: ProviderCharge) -> ArrangementCharge:
    return ArrangementCharge(
        id=scope.new_id(ArrangementChargeId),
        company_id=held.company_id,
        arrangement_id=held.id,
        provider=held.provider,
        reference=told.reference,
        money_reference=None,
        amount=told.amount,
        kept=Money.zero(told.amount.currency),
        state=ChargeState.failed,
        failures=0,
        charged_at=told.at,
        recorded_at=scope.now,
    )


def _announce(scope: Scope, held: Arrangement, paid: ArrangementCharge) -> None:
    assert paid.receipt_number is not None, "it was numbered"
    scope.announce(
        PaymentArrangementCharged(
            company_id=held.company_id,
            subject=held.id,
            provider=held.provider,
            amount=paid.amount,
            charge_id=paid.id,
            kept=paid.kept,
            receipt_number=paid.receipt_number,
        )
    )
