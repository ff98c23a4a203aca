"""Asking a provider, with no transaction open: what it says of an attempt, or that it says nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from trunkline.domains.payments.model import (
    ActionNeeded,
    Authorised,
    Declined,
    DeclineKind,
    Outage,
    Outcome,
    Unknown,
)
from trunkline.domains.payments.ports import Authorisations, ChargeRequest, PayerActions, PaymentProvider
from trunkline.kernel.ids import AttemptId, PaymentId
from trunkline.kernel.money import Money

AUTHENTICATION_REQUIRED = "authentication_required"

NOT_CONFIRMED = Declined(AUTHENTICATION_REQUIRED, DeclineKind.soft, "The payer did not confirm the payment in time.")
# What a test company gets instead of an answer where payments are real. A simulated attempt took nothing, whatever became of it.
NOT_SIMULATED = Declined(
    "transaction_not_allowed", DeclineKind.hard, "A test company is never charged by a provider that takes real money."
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the provider is to be asked. `is_new` is a charge that was never sent; otherwise its fate is looked up first.

    `is_over` says that its payer, who sat at a screen, has had the time to confirm it. `is_held`: the provider has said that it holds the
    money; `capture` and `voids` are what was asked for of it.
    """

    payment_id: PaymentId
    attempt_id: AttemptId
    provider: str
    request: ChargeRequest
    is_new: bool
    is_over: bool = False
    is_held: bool = False
    capture: Money | None = None
    voids: bool = False


async def ask_patiently(provider: PaymentProvider | None, asking: Asking, patience: timedelta) -> Outcome:
    if provider is None:
        message = f"The payment provider {asking.provider} is not connected to this installation any more."
        return Outage(message) if asking.is_new else Unknown(message)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return _without_payer(asking, await _ask(provider, asking))
    except TimeoutError:
        return Unknown(f"No answer came within {patience.total_seconds():.0f} seconds.")


def _without_payer(asking: Asking, outcome: Outcome) -> Outcome:
    """Where nobody sits at a screen nobody can do what the provider asks of the payer: the attempt has taken nothing and will not.

    What was opened for the payer there is never captured: only the asking about an attempt in flight does that. What is held waits for
    no payer any more.
    """
    if asking.request.return_url is not None or asking.is_held or not isinstance(outcome, ActionNeeded):
        return outcome
    return Declined(AUTHENTICATION_REQUIRED, DeclineKind.soft, outcome.message, outcome.reference)


async def _ask(provider: PaymentProvider, asking: Asking) -> Outcome:
    """A charge that may have been sent before is looked up first, and sent again, with its own key, only if it never arrived.

    Never one that arrived by the provider's own word, and of which it knows nothing now: the payer's money would be held twice.
    """
    if not asking.is_new:
        found = await provider.look_up(asking.request)
        if found is None and asking.is_held:
            return Unknown("The provider knows nothing of the amount that it said it holds.")
        if asking.is_over and (found is None or isinstance(found, ActionNeeded)):
            return await _no_longer_wait(provider, asking, found)
        if isinstance(found, Authorised) and isinstance(provider, Authorisations):
            return await _act_on(provider, asking, found)
        if found is not None:
            return found
    outcome = await provider.charge(asking.request)
    return replace(outcome, absent=True) if not asking.is_new and isinstance(outcome, Outage) else outcome


async def _act_on(provider: Authorisations, asking: Asking, held: Authorised) -> Outcome:
    """What was asked for of money that is held, under a key of its own; without that it goes on being held.

    Only of what is held by the provider's word of just now: after a time-out that word comes first. Another amount, after one that was
    refused, is another request.
    """
    key = asking.request.idempotency_key
    if asking.voids:
        return await provider.void(held.reference, f"{key}-void")
    if asking.capture is not None:
        return await provider.capture(held.reference, asking.capture, f"{key}-capture-{asking.capture.minor}")
    return held


async def _no_longer_wait(provider: PaymentProvider, asking: Asking, found: ActionNeeded | None) -> Outcome:
    """The payer has left: nothing is begun anew for them, and what waits for them is given up at the provider."""
    outcome: Outcome = NOT_CONFIRMED
    if found is not None and isinstance(provider, PayerActions):
        outcome = await provider.let_go(found.reference, f"{asking.request.idempotency_key}-cancel")
    return replace(NOT_CONFIRMED, reference=outcome.reference) if isinstance(outcome, Declined) else outcome
