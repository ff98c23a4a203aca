"""A provider has told of an arrangement, or of a charge of one: how it stands now is fetched, all of its charges included."""

from __future__ import annotations

from trunkline.domains.payments.actions.arranging import advance_arrangement, learn_reference
from trunkline.domains.payments.model import About, NoticeState, Verdict
from trunkline.domains.payments.model.arrangements import Arrangement, NothingBilledYet
from trunkline.domains.payments.ports import NoticeSource, PaymentProviders
from trunkline.domains.payments.queries.arrangements import arrangement_by_id, arrangement_by_reference
from trunkline.infra.scope import Begin
from trunkline.kernel.ids import PaymentArrangementId


async def handle_arrangement(begin: Begin, providers: PaymentProviders, provider: str, reference: str) -> Verdict:
    """Late, repeated and reordered notices all come to the same question."""
    async with begin(None, write=False) as scope:
        found = await arrangement_by_reference(scope, provider, reference)
    if found is None:
        found = await _by_key(begin, providers, provider, reference)
    if found is None:
        return Verdict(NoticeState.ignored, f"{reference} was not arranged by this installation.")
    if found.reference != reference:
        return Verdict(NoticeState.failed, f"{found.id} is {found.state} as {found.reference}, and not {reference}.")
    try:
        after = await advance_arrangement(begin, providers, found.company_id, found.id)
    except NothingBilledYet as reason:
        return Verdict(NoticeState.failed, reason.detail)
    return Verdict(NoticeState.done, f"{after.id} is {after.state}.")


async def _by_key(begin: Begin, providers: PaymentProviders, provider: str, reference: str) -> Arrangement | None:
    """Ours, where it was asked for with the key of an arrangement that has no name there yet: this is its name, over or not."""
    source = providers.of(provider)
    assert isinstance(source, NoticeSource), f"{provider} has sent a notice"
    key = await source.key_of(About.arrangement, reference)
    async with begin(None, write=False) as scope:
        found = None if key is None else await arrangement_by_id(scope, PaymentArrangementId(key))
    if found is None or found.provider != provider:
        return None
    async with begin(found.company_id) as scope:
        return await learn_reference(scope, found.id, reference)
