"""Notices about refunds: the one that asked with the key learns how it stands."""

from __future__ import annotations

from trunkline.domains.payments import queries
from trunkline.domains.payments.actions.not_yet import NotYet, patience_with
from trunkline.domains.payments.actions.refunding import record_refund
from trunkline.domains.payments.model import (
    About,
    NoticeState,
    Outage,
    Refunded,
    RefundState,
    Unknown,
    Verdict,
    refund_of_key,
)
from trunkline.domains.payments.ports import NoticeSource, PaymentProviders
from trunkline.infra.scope import Begin


async def handle_refund(begin: Begin, providers: PaymentProviders, provider: str, reference: str) -> Verdict:
    """A refund that is open learns its end, and one that had succeeded that its money came back. Raises `Unavailable`.

    What was given back at the provider by hand is nothing that was begun here: it is found when the books are compared.
    """
    source = providers.of(provider)
    assert isinstance(source, NoticeSource), f"{provider} has sent a notice"
    key = await source.key_of(About.refund, reference)
    refund_id = None if key is None else refund_of_key(key)
    if refund_id is None:
        return Verdict(NoticeState.ignored, f"The refund {reference} was not asked for by this installation.")
    async with begin(None, write=False) as scope:
        found = await queries.refund_of_anybody(scope, refund_id)
    if found is None:
        raise NotYet(f"There is no refund {refund_id} here, with whose key {reference} was made.")
    outcome = await source.refund_now(reference)
    if outcome is None or isinstance(outcome, Unknown | Outage):
        told = getattr(outcome, "message", "not found")
        said = f"The provider does not say how the refund {reference} stands: {told}"
        raise NotYet(said, patience_with(outcome))
    async with begin(found.company_id) as scope:
        refund = await record_refund(scope, refund_id, outcome)
    if refund.state is RefundState.failed and isinstance(outcome, Refunded):
        return Verdict(
            NoticeState.failed,
            f"{reference} has given the money back, and {refund.id} says that it failed.",
            refund.payment_id,
        )
    return Verdict(NoticeState.done, f"The refund {refund.id} is {refund.state}.", refund.payment_id)
