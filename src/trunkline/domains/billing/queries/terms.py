"""How a company is billed."""

from __future__ import annotations

from trunkline.domains.billing import store
from trunkline.domains.billing.model import BillingTerms
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId


async def billing_terms(scope: Scope, company_id: CompanyId) -> BillingTerms:
    """The company's terms; the defaults where none were agreed. Raises `NotFound`."""
    return await store.terms_of(scope, (await tenants.company(scope, company_id)).id)


async def has_thresholds(scope: Scope, company_id: CompanyId) -> bool:
    """Whether any was agreed with the company from which on its usage is invoiced at once."""
    return await store.has_thresholds(scope, company_id)
