"""What documents come to in the reporting currency."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.domains.billing import store
from trunkline.domains.billing.model import LegalEntity
from trunkline.domains.billing.model.reporting import Reporting
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency

# Where neither the legal entity nor the setting names one.
DEFAULT = Currency.of("EUR")


def reporting_currency_of(scope: Scope, entity: LegalEntity) -> Currency:
    """The legal entity's own, else that of TRUNKLINE_REPORTING_CURRENCY, else the euro."""
    named = scope.program.config.rates.reporting_currency
    return entity.reporting_currency or (DEFAULT if named is None else Currency.of(named))


async def reporting_currency(scope: Scope) -> Currency:
    """In which documents are reported that are issued now."""
    return reporting_currency_of(scope, await store.issuing_entity(scope))


async def reporting_of(scope: Scope, ids: Sequence[str]) -> dict[str, Reporting]:
    """By id of invoice or credit note. Documents that are older than their issuer's reporting currency have none."""
    return await store.reporting_by_document(scope, ids)
