"""Agreeing with a company how it is billed."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from trunkline.domains.billing import store
from trunkline.domains.billing.events import BillingTermsChanged
from trunkline.domains.billing.model import BillingTerms, TermsChanges
from trunkline.domains.billing.rules import check_terms
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId


async def change_terms(scope: Scope, company_id: CompanyId, **changes: Unpack[TermsChanges]) -> BillingTerms:
    """Change the named terms; invoices issued from now on follow them. What is the same as before is no change, and is not announced.

    Raises `NotFound`, and `Invalid` naming the fields that cannot stand.
    """
    company = await tenants.company(scope, company_id)
    before = await store.lock_terms(scope, company.id)
    after = replace(before, **changes)
    check_terms(after)
    if changed := tuple(sorted(name for name in changes if getattr(before, name) != getattr(after, name))):
        await store.update_terms(scope, after)
        await store.lock_account(replace(scope, company_id=company.id), None)  # drafts may be due by now
        scope.announce(BillingTermsChanged(company_id=after.company_id, subject=after.company_id, changed=changed))
    return after
