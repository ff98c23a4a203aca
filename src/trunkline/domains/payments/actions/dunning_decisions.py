"""What the operator decides of a dunning case: that it stands still until a day, that it goes on, that it is over.

A pause holds back what would follow by itself, steps and retries alike; what was imposed on the service stays, and whoever asks to pay
pays. Whoever decides takes locks in one order: payments, the company, its cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from trunkline.domains.payments import store
from trunkline.domains.payments.actions.giving_up import cancel_payment
from trunkline.domains.payments.actions.retrying import retry_plan
from trunkline.domains.payments.actions.serving import follow_cases
from trunkline.domains.payments.events import DunningPaused, DunningResumed, DunningStopDecided, DunningStopped
from trunkline.domains.payments.model import DunningCase, Payment, StopReason
from trunkline.domains.payments.model.dunning import CaseNotPaused, CaseStopped
from trunkline.domains.payments.queries import dunning_case
from trunkline.domains.payments.queries.dunned import overdue_ids, paused_until
from trunkline.domains.payments.rules import stop
from trunkline.domains.payments.rules.dunning import pause_end
from trunkline.domains.payments.rules.retries import held_back, next_on_calendar
from trunkline.domains.payments.store import dunned as rows
from trunkline.domains.tenants import actions as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import DunningCaseId
from trunkline.kernel.period import zone_of


@dataclass(frozen=True, slots=True)
class HeldCase:
    """An open case with the payments of its currency that are under way, nobody else changing any of it."""

    case: DunningCase
    payments: Sequence[Payment]
    zone: ZoneInfo


async def pause_case(scope: Scope, case_id: DunningCaseId, until: date, reason: str) -> DunningCase:
    """Until the local day `until` no step is taken and nothing is retried. Pausing again moves that day.

    Raises `NotFound`, `CaseStopped`, `Invalid` for a day that is not ahead.
    """
    held = await _hold(scope, case_id)
    before = held.case
    moment = pause_end(before, until, scope.now, held.zone)
    case = _decided(scope, replace(before, paused_until=moment), reason)
    await store.save_case(scope, case)
    await _hold_back(scope, held, moment)
    was = before.paused_until if before.is_paused(scope.now) else None
    scope.announce(
        DunningPaused(
            company_id=case.company_id,
            subject=case.id,
            due=case.due,
            until=moment,
            reason=reason,
            before={"paused_until": was},
            after={"paused_until": moment},
        )
    )
    return case


async def resume_case(scope: Scope, case_id: DunningCaseId, reason: str) -> DunningCase:
    """Go on now: a step whose day has come is taken, and retries are on their calendar again.

    Raises `NotFound`, `CaseStopped`, `CaseNotPaused`.
    """
    held = await _hold(scope, case_id)
    before = held.case.paused_until
    if before is None or not held.case.is_paused(scope.now):
        raise CaseNotPaused("The case goes on already: its next step is not held up.")
    case = _decided(scope, replace(held.case, paused_until=None), reason)
    await store.save_case(scope, case)
    await _hold_back(scope, held, None)
    scope.announce(
        DunningResumed(
            company_id=case.company_id,
            subject=case.id,
            due=case.due,
            next_step_at=case.next_step_at,
            reason=reason,
            before={"paused_until": before},
            after={"paused_until": None},
        )
    )
    return case


async def stop_case(scope: Scope, case_id: DunningCaseId, reason: str) -> DunningCase:
    """The case is over, and what it has made of the service is taken back. Its invoices stay owed; they are neither dunned for nor charged
    by themselves any more. An attempt in flight is left to end. Of those that are paid in parts what becomes overdue later is dunned for;
    a plan that is agreed on later begins anew.

    Raises `NotFound`, `CaseStopped`.
    """
    held = await _hold(scope, case_id)
    before = held.case
    await rows.name_invoices(scope, case_id, await overdue_ids(scope, before.currency))
    case = _decided(scope, stop(before, before.due, before.invoices, StopReason.by_operator, scope.now), reason)
    await store.save_case(scope, case)
    theirs = set(await rows.invoices_of_case(scope, case_id))
    for one in held.payments:
        if one.invoice_id in theirs:
            payment, attempts = await store.lock_payment(scope, one.id)
            await cancel_payment(scope, payment, attempts, "Dunning for the invoice was stopped.")
    _tell_stopped(scope, before, case, reason)
    await follow_cases(scope)
    return case


def _tell_stopped(scope: Scope, before: DunningCase, case: DunningCase, reason: str) -> None:
    """The operator with the reason, the company without."""
    scope.announce(
        DunningStopDecided(
            company_id=case.company_id,
            subject=case.id,
            due=case.due,
            reason=reason,
            before={"state": before.state},
            after={"state": case.state},
        )
    )
    scope.announce(
        DunningStopped(
            company_id=case.company_id,
            subject=case.id,
            due=case.due,
            reason=StopReason.by_operator,
            steps=case.reached,
        )
    )


async def respect_pause(scope: Scope, payment: Payment) -> Payment:
    """The payment, not retried before a pause of its currency is over. It is held."""
    if payment.next_attempt_at is None:
        return payment
    return held_back(payment, await paused_until(scope, payment.amount.currency))


async def _hold(scope: Scope, case_id: DunningCaseId) -> HeldCase:
    found = (await dunning_case(scope, case_id)).case
    payments = await rows.lock_under_way(scope, found.currency)
    company = await tenants.hold_company(scope)
    case = next((one for one in await store.lock_open_cases(scope) if one.id == case_id), None)
    if case is None:
        raise CaseStopped("The case is over: what becomes overdue now opens another.")
    return HeldCase(case, payments, zone_of(company.zone))


def _decided(scope: Scope, case: DunningCase, reason: str) -> DunningCase:
    return replace(case, decision=reason, decided_by=scope.actor.name[:200], decided_at=scope.now)


async def _hold_back(scope: Scope, held: HeldCase, until: datetime | None) -> None:
    """Retries wait for `until`; those that waited for the end of an earlier pause are on their calendar before."""
    was = held.case.paused_until
    for one in held.payments:
        changed = held_back(one, until, was, await _by_calendar(scope, one, held.zone))
        if changed != one:
            await store.save_payment(scope, changed)


async def _by_calendar(scope: Scope, payment: Payment, zone: ZoneInfo) -> datetime | None:
    """Its next retry as the policy has it; at once where the calendar is used up."""
    if payment.first_attempt_at is None:
        return None
    plan = await retry_plan(scope, payment, (), zone)
    return next_on_calendar(payment.first_attempt_at, scope.now, zone, plan.days, plan.hour) or scope.now
