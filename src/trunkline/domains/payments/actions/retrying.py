"""By what a payment is retried: the policy in force, and the methods that the company lets be tried."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from trunkline.domains.payments.actions.methods import connected
from trunkline.domains.payments.model import Attempt, DunningPolicy, Payment, RetryTime
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.payments.queries import dunning_policy, last_success_at, rotation_allowed, usable_methods
from trunkline.domains.payments.rules import RetryPlan
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PaymentMethodId


async def retry_plan(scope: Scope, payment: Payment, earlier: tuple[Attempt, ...], zone: ZoneInfo) -> RetryPlan:
    """As things stand at the decline: a policy that was changed meanwhile holds for the retries that are left."""
    policy = (await dunning_policy(scope, payment.company_id)).policy
    methods = await _methods(scope, payment.company_id) if policy.rotation else ()
    hour = await _hour(scope, policy, payment.company_id, zone)
    return RetryPlan(days=policy.retry_days, hour=hour, methods=methods, earlier=earlier)


async def _hour(scope: Scope, policy: DunningPolicy, company_id: CompanyId, zone: ZoneInfo) -> int | None:
    """The local hour of the retries; None: that of the first attempt."""
    if policy.retry_time is not RetryTime.last_success:
        return policy.retry_hour
    last: datetime | None = await last_success_at(scope, company_id)
    return None if last is None else last.astimezone(zone).hour


async def _methods(scope: Scope, company_id: CompanyId) -> tuple[PaymentMethodId, ...]:
    """What the company has saved and lets be tried. Methods of a provider that is not connected any more cannot be."""
    if not await rotation_allowed(scope, company_id):
        return ()
    providers = scope.port(PaymentProviders)
    found = await usable_methods(scope, company_id)
    return tuple(one.id for one in found if connected(providers, one.provider) is not None)
