"""Arrangements: made, cancelled, and kept in step with the provider that holds their schedule.

As with a charge, a step is written down, asked of the provider with no transaction open, and its answer written down. What was asked for
and not answered is looked up before it is asked for again, so that no second schedule comes to be.
"""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.payments.actions.arrangement_charges import learn_charges
from trunkline.domains.payments.actions.arrangement_making import arranging
from trunkline.domains.payments.events import (
    PaymentArrangementChanged,
)
from trunkline.domains.payments.model import Unknown
from trunkline.domains.payments.model.arrangements import (
    OVER,
    Arrangement,
    ArrangementNow,
    ArrangementOpened,
    ArrangementRefused,
    ArrangeOutcome,
)
from trunkline.domains.payments.ports import ArrangementRequest, Arrangements, PaymentProviders
from trunkline.domains.payments.queries import methods_used
from trunkline.domains.payments.queries.arrangements import payment_arrangement_of
from trunkline.domains.payments.rules import arranging as rules
from trunkline.domains.payments.store import arrangements as rows
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId, PaymentArrangementId


async def advance_arrangement(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, arrangement_id: PaymentArrangementId
) -> Arrangement:
    """Do at the provider what is to be done, and learn how it stands. May be called at any time, by any number of workers.

    Also for one that is over here: where the provider holds it after all it is ended there, and what it took is booked.
    Raises `NotFound`, also where the provider is not connected any more, and `Unavailable`.
    """
    async with begin(company_id, write=False) as scope:
        found = await payment_arrangement_of(scope, arrangement_id)
    provider = arranging(providers.of(found.provider))
    if found.reference is None:
        if found.is_over:
            return found
        found = await _open(begin, provider, company_id, arrangement_id)
    if found.reference is None:
        return found
    async with begin(company_id, write=False) as scope:
        asked_at = scope.now
    told = await provider.arrangement_now(found.reference)
    if told is not None and found.cancel_asked_at is not None and told.state not in OVER:
        await provider.cancel_arrangement(found.reference, f"{found.id}-cancel")
        told = await provider.arrangement_now(found.reference)
    if told is None:
        return await _not_there(begin, company_id, arrangement_id)
    async with begin(company_id) as scope:
        return await record_arrangement(scope, arrangement_id, told, asked_at)


async def record_arrangement(
    scope: Scope, arrangement_id: PaymentArrangementId, told: ArrangementNow, asked_at: datetime
) -> Arrangement:
    """Write down what the provider said at `asked_at`: money first, which counts whatever became of the arrangement."""
    before = await rows.lock_arrangement(scope, arrangement_id)
    paid = await learn_charges(scope, before, list(told.charges))
    return await _save(scope, before, rules.advanced(before, told, paid, asked_at))


async def learn_reference(scope: Scope, arrangement_id: PaymentArrangementId, reference: str) -> Arrangement:
    """The provider tells of it under our key: before its answer came, or after it was given up here."""
    before = await rows.lock_arrangement(scope, arrangement_id)
    return await _save(scope, before, rules.opened(before, reference, None, scope.now))


async def _not_there(begin: Begin, company_id: CompanyId, arrangement_id: PaymentArrangementId) -> Arrangement:
    async with begin(company_id) as scope:
        before = await rows.lock_arrangement(scope, arrangement_id)
        return await _save(scope, before, rules.forgotten(before, scope.now))


async def _open(
    begin: Begin, provider: Arrangements, company_id: CompanyId, arrangement_id: PaymentArrangementId
) -> Arrangement:
    async with begin(company_id) as scope:
        before = await rows.lock_arrangement(scope, arrangement_id)
        if before.reference is not None or before.is_over:
            return before
        if before.cancel_asked_at is not None and before.first_sent_at is None:
            return await _save(scope, before, rules.refused(before, "It was cancelled before it began.", scope.now))
        request = await _request(scope, before)
        await rows.save_arrangement(scope, rules.sent(before, scope.now))
        now = scope.now
    outcome = await _ask(provider, request, now, wanted=before.cancel_asked_at is None)
    async with begin(company_id) as scope:
        return await _record_opening(scope, arrangement_id, outcome)


async def _ask(provider: Arrangements, request: ArrangementRequest, now: datetime, *, wanted: bool) -> ArrangeOutcome:
    """What may have been sent before is looked up first; sent again, with its own key, only where it never arrived.

    What is not wanted any more is over only once nothing can come of the request: another worker may be inside it at this moment.
    """
    if request.first_sent_at is not None:
        found = await provider.look_up_arrangement(request)
        if found is not None:
            return found
    if wanted:
        return await provider.arrange(request)
    if request.first_sent_at is not None and rules.may_yet_be_held(request.first_sent_at, now):
        return Unknown("Nothing is known of it there, and its request may still be worked on.")
    return ArrangementRefused("It was cancelled before it began.")


async def _record_opening(scope: Scope, arrangement_id: PaymentArrangementId, outcome: ArrangeOutcome) -> Arrangement:
    """What does not answer, or cannot be asked, is asked again later."""
    before = await rows.lock_arrangement(scope, arrangement_id)
    match outcome:
        case ArrangementOpened(reference, approval_url):
            return await _save(scope, before, rules.opened(before, reference, approval_url, scope.now))
        case ArrangementRefused(message) if before.reference is None and not before.is_over:
            return await _save(scope, before, rules.refused(before, message, scope.now))
        case _:
            return before


async def _save(scope: Scope, before: Arrangement, after: Arrangement) -> Arrangement:
    if after == before:
        return before
    await rows.save_arrangement(scope, after)
    if after.state is not before.state:
        scope.announce(
            PaymentArrangementChanged(
                company_id=after.company_id,
                subject=after.id,
                provider=after.provider,
                amount=after.amount,
                state=after.state,
                state_before=before.state,
                message=after.message,
            )
        )
    return after


async def _request(scope: Scope, one: Arrangement) -> ArrangementRequest:
    company = await tenants.company(scope, one.company_id)
    method = None
    if one.payment_method_id is not None:
        method = (await methods_used(scope, [one.payment_method_id]))[one.payment_method_id]
    return ArrangementRequest(
        idempotency_key=one.id,
        company_id=one.company_id,
        company_name=company.name,
        amount=one.amount,
        interval=one.interval,
        interval_count=one.interval_count,
        starts_at=one.starts_at,
        starts_now=one.starts_at <= one.made_at,
        charges_max=one.charges_max,
        description=f"Payments on account of {company.name}",
        return_url=f"{scope.program.config.public_url}/invoices",
        method_token=None if method is None else method.token,
        customer_token=None if method is None else method.customer_token,
        first_sent_at=one.first_sent_at,
    )
