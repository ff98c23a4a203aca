"""The plans and modules that a run needs, read once and again only when a plan or a price turns up that was not there; and the exchange
rates that it has asked for.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from trunkline.domains.billing.actions.reporting import ReportingRates
from trunkline.domains.billing.rules import Billable
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Module, Subscription
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PlanId


class Catalogue:
    """Modules by plan. Who meets a price that is not here says `forget` and asks again."""

    def __init__(self) -> None:
        self._modules: dict[PlanId, Module] = {}
        self.rates = ReportingRates()

    def forget(self) -> None:
        self._modules.clear()

    async def billable(self, scope: Scope, subscription: Subscription, zone: ZoneInfo) -> Billable:
        """The subscription with all plans of its module: usage may have been rated under one that its phases do not name any more."""
        if not {phase.plan_id for phase in subscription.phases} <= self._modules.keys():
            await self._read(scope)
        module = self._modules[subscription.plan_id]
        plans = {plan.id: plan for plan in module.plans}
        return Billable(
            subscription=subscription,
            plans=plans,
            module_id=module.id,
            module_slug=module.slug,
            module_name=module.name,
            zone=zone,
        )

    async def _read(self, scope: Scope) -> None:
        for module in await marketplace.modules(scope):
            for plan in module.plans:
                self._modules[plan.id] = module
