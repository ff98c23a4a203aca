"""The end of a trial: early, because somebody wants it, or in its time; and telling people of it, each once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import aligned, held_subscription
from trunkline.domains.marketplace.events import SubscriptionTrialEnded, SubscriptionTrialEnding
from trunkline.domains.marketplace.model import Phase, Subscription
from trunkline.domains.marketplace.queries.trials import DueTrial
from trunkline.domains.marketplace.rules import plan_anchor
from trunkline.domains.marketplace.rules.pauses import pause_cut
from trunkline.domains.marketplace.rules.rephasing import trial_ended
from trunkline.domains.marketplace.rules.trials import check_trial_end
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import CompanyId, SubscriptionId
from trunkline.kernel.period import zone_of


async def end_trial(scope: Scope, subscription_id: SubscriptionId) -> Subscription:
    """Paid from today on, and periods counted from there (policy 10). Raises `Conflict` when no trial runs, or the end is near anyway."""
    subscription = await held_subscription(scope, subscription_id)
    check_trial_end(subscription, scope.now)
    company = await tenants.company(scope, subscription.company_id)
    plan = await queries.plan(scope, subscription.plan_id)
    cut = pause_cut(subscription, plan.proration, zone_of(company.zone), scope.now)
    anchor_on = plan_anchor(cut.day, plan, company.billing_cycle_day)
    early = replace(subscription, phases=trial_ended(subscription.phases, cut, anchor_on))
    phases = (await aligned(scope, early, zone_of(company.zone))).phases
    await store.replace_phases(scope, subscription, phases)
    await store.shorten_trial(scope, subscription, cut.at)
    scope.announce(
        await _ended(scope, subscription, next(one for one in phases if one.starts_at >= cut.at), early=True)
    )
    return await queries.subscription(scope, subscription_id)


async def tell_trials(begin: Begin) -> int:
    """Announce the trials that end within three days, and those that are over; returns how many facts that were."""
    return await sweep(begin, _due_trials, _tell)


async def _due_trials(scope: Scope, limit: int) -> list[tuple[CompanyId, DueTrial]]:
    return [(one.company_id, one) for one in await queries.due_trials(scope, limit)]


async def _tell(scope: Scope, due: DueTrial) -> bool:
    """A subscription that does not outlive its trial has nothing to announce: it costs nothing and just ends."""
    subscription = await held_subscription(scope, due.subscription_id)
    trial = subscription.trial()
    paid = None if trial is None else subscription.phase_at(due.ends_at)
    if due.ends_at <= scope.now:
        if not await store.note_trial_ended(scope, subscription.id) or paid is None:
            return False
        scope.announce(await _ended(scope, subscription, paid, early=False))
        return True
    if not await store.note_trial_ending(scope, subscription.id) or paid is None:
        return False
    names = await _names(scope, subscription, paid)
    scope.announce(
        SubscriptionTrialEnding(company_id=scope.company, subject=subscription.id, **names, first_day=paid.first_day)
    )
    return True


async def _ended(scope: Scope, subscription: Subscription, paid: Phase, *, early: bool) -> SubscriptionTrialEnded:
    names = await _names(scope, subscription, paid)
    return SubscriptionTrialEnded(
        company_id=subscription.company_id, subject=subscription.id, **names, first_day=paid.first_day, early=early
    )


async def _names(scope: Scope, subscription: Subscription, phase: Phase) -> dict[str, Any]:
    module = await queries.module(scope, subscription.module_id)
    plan = await queries.plan(scope, phase.plan_id)
    return {"module_id": module.id, "module_name": module.name, "plan_id": plan.id, "plan_name": plan.name}
