"""Dunning cases: opened, walked and stopped by what is overdue at that moment, whatever the fact was that made us look."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import InvoiceState
from trunkline.domains.billing.queries import InvoiceFilter, OpenSum
from trunkline.domains.payments import store
from trunkline.domains.payments.actions.serving import end_subscriptions, follow_cases
from trunkline.domains.payments.events import DunningStarted, DunningStepReached, DunningStopped
from trunkline.domains.payments.model import (
    DunningAction,
    DunningCase,
    DunningNotice,
    DunningState,
    DunningStep,
    RenderedMessage,
    StopReason,
)
from trunkline.domains.payments.queries import due_cases, dunning_messages, dunning_policy, is_unsure
from trunkline.domains.payments.queries.dunned import overdue_ids, spared_invoices
from trunkline.domains.payments.queries.instalments import overdue_plans, overdue_sums
from trunkline.domains.payments.rules import (
    UNSURE_FOR,
    chosen_message,
    first_step_at,
    is_dunned,
    message_values,
    postpone,
    render_message,
    stop,
    take_step,
)
from trunkline.domains.payments.store import dunned as rows
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import DunningCaseId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest
from trunkline.kernel.period import zone_of

INVOICES_READ = 100


async def look_at_debts(scope: Scope, reason: StopReason = StopReason.settled) -> None:
    """Open, bring up to date or stop the cases of the scope's company. `reason`: why a case stops where nothing is left to pay."""
    company = await tenants.hold_company(scope)
    cases = {one.currency: one for one in await store.lock_open_cases(scope)}
    debts = await overdue_sums(scope, await spared_invoices(scope))
    for currency, case in cases.items():
        await _look_at(scope, case, debts.get(currency) or _nothing(currency), reason)
    for currency in debts.keys() - cases.keys():
        await open_case(scope, company, debts[currency])
    if cases:
        await follow_cases(scope)


async def open_case(scope: Scope, company: Company, debt: OpenSum) -> DunningCase | None:
    """Begin to dun for `debt` by the policy in force; None where that leaves it alone. The company is held."""
    policy = (await dunning_policy(scope, company.id)).policy
    if not is_dunned(policy, debt.due):
        return None
    first = first_step_at(policy, scope.now, zone_of(company.zone))
    case = DunningCase(
        id=scope.new_id(DunningCaseId),
        company_id=company.id,
        currency=debt.due.currency,
        state=DunningState.overdue,
        due=debt.due,
        invoices=debt.count,
        policy=policy,
        opened_at=scope.now,
        next_step_at=first,
    )
    if not await store.insert_case(scope, case):
        return None
    await rows.name_invoices(scope, case.id, await overdue_ids(scope, case.currency))
    scope.announce(
        DunningStarted(
            company_id=case.company_id, subject=case.id, due=case.due, invoices=case.invoices, next_step_at=first
        )
    )
    return case


async def walk_dunning(begin: Begin) -> int:
    """Take every step that is due; returns how many were taken. One transaction per case."""
    return await sweep(begin, due_cases, walk_case)


async def walk_case(scope: Scope, case_id: DunningCaseId) -> int:
    """Take the case's next step if it is due and the money is still owed. What may have been paid a moment ago is waited for."""
    company = await tenants.hold_company(scope)
    case = next((one for one in await store.lock_open_cases(scope) if one.id == case_id), None)
    if case is None or case.comes_at is None or case.comes_at > scope.now:
        return 0
    # Before the debts: what settles between the two questions is then seen in them.
    hold = await _holding(scope, case)
    debts = await overdue_sums(scope, await spared_invoices(scope))
    case = await _look_at(scope, case, debts.get(case.currency) or _nothing(case.currency), StopReason.settled)
    if case.stopped_at is not None:
        await follow_cases(scope)
        return 0
    if hold:
        await store.save_case(scope, postpone(case, scope.now))
        return 0
    await _take_step(scope, company, case)
    await follow_cases(scope)
    return 1


async def _holding(scope: Scope, case: DunningCase) -> bool:
    """Whether a payment that may have taken the money holds the next step back: any for a day, those that touch the service for good."""
    touches = case.next_step is not None and case.next_step.action is not DunningAction.none
    return await is_unsure(scope, case.currency, None if touches else scope.now - UNSURE_FOR)


async def _look_at(scope: Scope, case: DunningCase, debt: OpenSum, reason: StopReason) -> DunningCase:
    """The case as the debt stands now: stopped, where too little is left."""
    if is_dunned(case.policy, debt.due):
        case = replace(case, due=debt.due, invoices=debt.count)
        await store.save_case(scope, case)
        await rows.name_invoices(scope, case.id, await overdue_ids(scope, case.currency))
        return case
    case = stop(case, debt.due, debt.count, reason, scope.now)
    await store.save_case(scope, case)
    assert case.stop_reason is not None, "it was stopped for a reason"
    scope.announce(
        DunningStopped(
            company_id=case.company_id, subject=case.id, due=case.due, reason=case.stop_reason, steps=case.reached
        )
    )
    return case


async def _take_step(scope: Scope, company: Company, before: DunningCase) -> None:
    step = before.next_step
    assert step is not None, "a case with a moment for its next step has one"
    case = take_step(before, scope.now, zone_of(company.zone))
    words = await _words(scope, company, case, step)
    await store.save_case(scope, case)
    await store.insert_notice_of_case(scope, _notice(scope, case, step, words))
    if step.action is DunningAction.cancel:
        await end_subscriptions(scope, case.currency)
    scope.announce(
        DunningStepReached(
            company_id=case.company_id,
            subject=case.id,
            due=case.due,
            step=case.reached,
            action=step.action,
            state=case.state,
            message=step.message,
            locale=words.locale,
            title=words.title,
            body=words.body,
            next_step_at=case.next_step_at,
        )
    )


def _notice(scope: Scope, case: DunningCase, step: DunningStep, words: RenderedMessage) -> DunningNotice:
    return DunningNotice(
        case_id=case.id,
        company_id=case.company_id,
        number=case.reached,
        after_days=step.after_days,
        action=step.action,
        message=step.message,
        locale=words.locale,
        title=words.title,
        body=words.body,
        due=case.due,
        reached_at=scope.now,
    )


async def _words(scope: Scope, company: Company, case: DunningCase, step: DunningStep) -> RenderedMessage:
    """In the company's language, where the message has it."""
    message = chosen_message(await dunning_messages(scope), step.message, company.locale)
    following = case.next_step
    values = message_values(
        message.locale,
        company=company.name,
        due=case.due,
        numbers=await _numbers(scope, case.currency),
        step=case.reached,
        next_on=None if case.next_step_at is None else company.local_day(case.next_step_at),
        next_action="" if following is None else following.action.value,
    )
    return render_message(message, values)


async def _numbers(scope: Scope, currency: Currency) -> list[str]:
    """The overdue invoices of the currency, the oldest first; of very many the newest hundred of all currencies are looked at."""
    found = await billing.invoices(scope, PageRequest(INVOICES_READ), InvoiceFilter(state=InvoiceState.past_due))
    spared = await spared_invoices(scope)
    whole = [one for one in reversed(found.items) if one.currency == currency and one.id not in spared]
    parts = await overdue_plans(scope, currency, spared)
    return [one.number for one in whole if one.number is not None] + [one.invoice_number for one in parts]


def _nothing(currency: Currency) -> OpenSum:
    return OpenSum(0, Money.zero(currency))
