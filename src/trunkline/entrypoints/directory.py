"""Tells rooms what they must know of those above them: `access` of companies, `tenants` of payments."""

from __future__ import annotations

from trunkline.domains.access.model import CompanyCard
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.tenants import queries
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId


class TenantDirectory:
    async def card(self, scope: Scope, company_id: CompanyId) -> CompanyCard:
        company = await queries.company(scope, company_id)
        return CompanyCard(
            id=company.id,
            slug=company.slug,
            name=company.name,
            zone=company.zone,
            currency=company.currency.code,
            locale=company.locale,
        )


class ProviderMode:
    def is_live(self, scope: Scope) -> bool:
        """Whether any connected provider takes real money."""
        providers: PaymentProviders = scope.port(PaymentProviders)
        return any(providers.of(name).is_live for name in providers.names)
