"""Questions about setups."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import MethodSetup
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import MethodSetupId

_setup, _method = store.payment_setup, store.payment_method


async def method_setup(scope: Scope, setup_id: MethodSetupId) -> MethodSetup:
    """Raises `NotFound`."""
    chosen = select(_setup).where(scope.of_company(_setup), _setup.c.id == setup_id)
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no setup {setup_id}.")
    return store.setup_of(row)


async def setup_by_reference(scope: Scope, provider: str, reference: str) -> MethodSetup | None:
    """Whosever it is: a notice does not say for which company it was. For its handling only."""
    chosen = select(_setup).where(_setup.c.provider == provider, _setup.c.reference == reference)
    row = (await scope.tx.execute(chosen)).one_or_none()
    return None if row is None else store.setup_of(row)


async def customer_token(scope: Scope, provider: str) -> str | None:
    """The provider's name for the scope's company, from the newest method that it keeps there or has kept."""
    known = select(_method.c.customer_token).where(
        scope.of_company(_method), _method.c.provider == provider, _method.c.customer_token.is_not(None)
    )
    found: str | None = (await scope.tx.execute(known.order_by(_method.c.id.desc()).limit(1))).scalar_one_or_none()
    return found
