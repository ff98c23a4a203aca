"""Giving back what is held for an invoice that asks for nothing any more, also where it is held only after that."""

from __future__ import annotations

from trunkline.domains.payments import store
from trunkline.domains.payments.actions.announcing import about
from trunkline.domains.payments.events import PaymentVoidAsked
from trunkline.domains.payments.model import Attempt, AttemptState, Payment
from trunkline.domains.payments.rules import ask_to_void
from trunkline.infra.scope import Scope


async def release_held(scope: Scope, payment: Payment, attempts: list[Attempt]) -> None:
    """What is held for an invoice that asks for nothing any more is given back, unless somebody has asked for something of it."""
    for one in attempts:
        asked = one.capture_minor is not None or one.void_asked_at is not None
        if one.state is AttemptState.authorised and not asked:
            await store.save_attempt(scope, ask_to_void(one, scope.now))
            scope.announce(PaymentVoidAsked(**about(payment)))
