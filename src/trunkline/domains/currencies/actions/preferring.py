"""The currency that a company prefers to be billed in."""

from __future__ import annotations

from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency


async def prefer_currency(
    scope: Scope, company_id: CompanyId, currency: Currency
) -> tuple[Company, list[Subscription]]:
    """The company as it was before, and its open subscriptions as they are billed now.

    What it subscribes to from now on is billed in `currency`, and each open subscription from its next period on; no document is
    rewritten, and late usage stays in the currency of its period. The currency in force takes a scheduled change back. Raises
    `NotFound`, also for another company, and `Invalid` that names the plans which have no price in the currency.
    """
    before = await tenants.change_currency(scope, company_id, currency)
    scope = await scope.within(company_id)
    return before, await marketplace.bill_in(scope, before, currency)
