"""An invoice that is paid in parts by agreement: until the agreement ends it is neither late nor asked for as a whole.

Who makes the agreement announces it; nothing is posted here, because the same is owed as before.
"""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.settling import lapse, locked
from trunkline.domains.billing.model import OPEN_STATES, Invoice, InvoiceNotOpen, InvoiceState
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId


async def defer_invoice(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    """Raises `NotFound`, and `InvoiceNotOpen` where nothing is owed on it."""
    before = await locked(scope, invoice_id)
    if before.state not in OPEN_STATES or before.due.minor <= 0:
        raise InvoiceNotOpen(f"Invoice {before.number or before.id} is {before.state}: nothing of it is owed.")
    after = replace(before, deferred_at=scope.now)
    await store.update_state(scope, after)
    return after


async def resume_invoice(scope: Scope, invoice_id: InvoiceId, *, due_now: bool = False) -> Invoice:
    """It is owed as a whole again, by its own day, or `due_now`: past due then, whatever its day. Raises `NotFound`."""
    before = await locked(scope, invoice_id)
    after = replace(before, deferred_at=None)
    await store.update_state(scope, after)
    if due_now and after.state is InvoiceState.issued:
        await lapse(scope, after)
    return after
