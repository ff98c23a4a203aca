"""Walking plans: parts are collected from their day on, told of when it has passed, and a plan that is not kept ends."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.payments.actions.instalment_parts import end_plan, look_again, state_without_parts
from trunkline.domains.payments.actions.instalments import HeldPlan, cancel_all, hold_plan
from trunkline.domains.payments.actions.opening import (
    PaymentInFlight,
    automatic_method,
    collect_invoice,
    is_arranged,
    open_payment,
)
from trunkline.domains.payments.events import InstalmentOverdue
from trunkline.domains.payments.model.instalments import Instalment, InstalmentPlan, PlanState
from trunkline.domains.payments.queries.dunned import is_spared
from trunkline.domains.payments.queries.instalments import due_plans
from trunkline.domains.payments.rules import may_begin_attempt
from trunkline.domains.payments.rules.instalments import default_at, due_parts, is_defaulted, late_at, overdue_parts
from trunkline.domains.payments.store import instalments as rows
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import InstalmentPlanId


async def walk_instalments(begin: Begin) -> int:
    """Do what every plan asks for at this moment; returns for how many there was something. One transaction per plan."""
    return await sweep(begin, due_plans, walk_plan)


async def walk_plan(scope: Scope, plan_id: InstalmentPlanId) -> int:
    """While money may be under way nothing is decided: the plan is looked at again soon."""
    try:
        held = await hold_plan(scope, plan_id)
    except PaymentInFlight:
        return 0
    if held.plan.next_at is None or held.plan.next_at > scope.now:
        return 0
    if not any(held.open.values()):
        await end_plan(scope, held.plan, state_without_parts(held.invoice))
    elif is_defaulted(held.plan, held.open, scope.now):
        await _default(scope, held)
    else:
        await _collect(scope, held)
    return 1


async def _default(scope: Scope, held: HeldPlan) -> None:
    """The rest is due at once, and collected as the invoice. While one of its payments may have taken money, all stay as they are."""
    if not all(may_begin_attempt(payment, attempts) for payment, attempts in held.payments):
        await look_again(scope, held.plan, held.open)
        return
    await cancel_all(scope, held.payments, "The instalment plan was not kept.")
    await end_plan(scope, held.plan, PlanState.defaulted)
    await collect_invoice(scope, held.plan.invoice_id)


async def _collect(scope: Scope, held: HeldPlan) -> None:
    """Parts whose day has come, from the company's default method. While the whole, or all that is left, is being collected, they wait:
    a charge of the whole may have been begun before the plan was made. While an arrangement brings the money, a part waits until its day
    has passed (decision 0011).
    """
    plan, arranged = held.plan, await is_arranged(scope, held.invoice)
    if not any(payment.instalment_id is None for payment, _ in held.payments):
        for part in due_parts(plan, held.open, scope.now):
            if arranged and late_at(plan, part) > scope.now:
                continue
            plan = await _changed(scope, plan, replace(part, opened_at=scope.now))
            await _open_part(scope, held, part)
    for part in overdue_parts(plan, held.open, scope.now):
        if part.overdue_at is None:
            plan = await _changed(scope, plan, replace(part, overdue_at=scope.now))
            _tell_overdue(scope, held, part)
    await look_again(scope, plan, held.open)


async def _open_part(scope: Scope, held: HeldPlan, part: Instalment) -> None:
    """Nothing where there is no method, or dunning for the invoice was stopped: the part becomes overdue, and is dunned for."""
    if await is_spared(scope, held.invoice.id):
        return
    method = await automatic_method(scope, held.invoice)
    if method is not None:
        amount = held.open[part.id]
        await open_payment(scope, held.invoice, method, amount, plan_id=held.plan.id, part_id=part.id)


async def _changed(scope: Scope, plan: InstalmentPlan, part: Instalment) -> InstalmentPlan:
    await rows.save_part(scope, part)
    return replace(plan, parts=tuple(part if one.id == part.id else one for one in plan.parts))


def _tell_overdue(scope: Scope, held: HeldPlan, part: Instalment) -> None:
    plan = held.plan
    scope.announce(
        InstalmentOverdue(
            company_id=plan.company_id,
            subject=plan.id,
            invoice_id=plan.invoice_id,
            invoice_number=plan.invoice_number,
            number=part.number,
            due=held.open[part.id],
            due_on=part.due_on,
            defaults_at=default_at(plan, part),
        )
    )
