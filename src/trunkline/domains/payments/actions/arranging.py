"""Arrangements: made, cancelled, and kept in step with the provider that holds their schedule.

As with a charge, a step is written down, asked of the provider with no transaction open, and its answer written down. What was asked for
and not answered is looked up before it is asked for again, so that no second schedule comes to be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trunkline.domains.billing import queries as billing
from trunkline.domains.payments.actions.arrangement_charges import learn_charges
from trunkline.domains.payments.actions.methods import check_reality, connected
from trunkline.domains.payments.actions.opening import ready_method
from trunkline.domains.payments.events import (
    PaymentArrangementCancelAsked,
    PaymentArrangementChanged,
    PaymentArrangementMade,
)
from trunkline.domains.payments.model.arrangements import (
    CHARGES_MAX,
    INTERVAL_COUNT_MAX,
    OVER,
    Arrangement,
    ArrangementNow,
    ArrangementOpened,
    ArrangementRefused,
    ArrangementState,
    ArrangeOutcome,
    ClockOfItsOwn,
    Interval,
    NotArranging,
    NothingBilledYet,
)
from trunkline.domains.payments.ports import ArrangementRequest, Arrangements, PaymentProvider, PaymentProviders
from trunkline.domains.payments.queries import methods_used
from trunkline.domains.payments.queries.arrangements import payment_arrangement_of
from trunkline.domains.payments.rules import arranging as rules
from trunkline.domains.payments.store import arrangements as rows
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, PaymentArrangementId, PaymentMethodId
from trunkline.kernel.money import Money

STARTS_WITHIN = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangementWish:
    """What somebody wants. Without `starts_at` the first charge is at once; without `charges_max` it goes on until it is cancelled."""

    provider: str | None
    payment_method_id: PaymentMethodId | None
    amount: Money
    interval: Interval
    interval_count: int = 1
    starts_at: datetime | None = None
    charges_max: int | None = None


async def make_arrangement(scope: Scope, wish: ArrangementWish) -> Arrangement:
    """Have a provider collect for the scope's company by a schedule of its own. The provider is asked by the job of the fact.

    Raises `Invalid`, `NotArranging`, `NothingBilledYet`, `ClockOfItsOwn`, and what `ready_method` raises.
    """
    if scope.clock is not None:
        raise ClockOfItsOwn("A provider holds its schedule by the real time, which is not this company's.")
    _check(scope, wish)
    provider, method_id = await _provider(scope, wish)
    if await billing.newest_invoice(scope, wish.amount.currency) is None:
        raise NothingBilledYet(f"Issue a first invoice in {wish.amount.currency}; then make the arrangement.")
    made = Arrangement(
        id=scope.new_id(PaymentArrangementId),
        company_id=scope.company,
        provider=provider.name,
        payment_method_id=method_id,
        amount=wish.amount,
        interval=wish.interval,
        interval_count=wish.interval_count,
        starts_at=wish.starts_at or scope.now,
        charges_max=wish.charges_max,
        state=ArrangementState.starting,
        made_at=scope.now,
        made_by=scope.actor.name[:200],
        look_at=scope.now,
    )
    await rows.insert_arrangement(scope, made)
    scope.announce(
        PaymentArrangementMade(
            company_id=made.company_id,
            subject=made.id,
            provider=made.provider,
            amount=made.amount,
            interval=made.interval,
            interval_count=made.interval_count,
        )
    )
    return made


async def cancel_arrangement(scope: Scope, arrangement_id: PaymentArrangementId) -> Arrangement:
    """Have the provider take no more. It is cancelled here when the provider says so. Raises `NotFound`."""
    before = await rows.lock_arrangement(scope, arrangement_id)
    if before.is_over or before.cancel_asked_at is not None:
        return before
    asked = replace(before, cancel_asked_at=scope.now, look_at=scope.now)
    await rows.save_arrangement(scope, asked)
    scope.announce(
        PaymentArrangementCancelAsked(
            company_id=asked.company_id, subject=asked.id, provider=asked.provider, amount=asked.amount
        )
    )
    return asked


async def advance_arrangement(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, arrangement_id: PaymentArrangementId
) -> Arrangement:
    """Do at the provider what is to be done, and learn how it stands. May be called at any time, by any number of workers.

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


def arranging(provider: PaymentProvider) -> Arrangements:
    """Raises `NotArranging`."""
    found: object = provider
    if not isinstance(found, Arrangements):
        raise NotArranging(f"{provider.name} does not hold schedules; charge the company's invoices by its method.")
    return found


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
    outcome = await _ask(provider, request, wanted=before.cancel_asked_at is None)
    async with begin(company_id) as scope:
        return await _record_opening(scope, arrangement_id, outcome)


async def _ask(provider: Arrangements, request: ArrangementRequest, *, wanted: bool) -> ArrangeOutcome:
    """What may have been sent before is looked up first; sent again, with its own key, only where it never arrived."""
    if request.first_sent_at is not None:
        found = await provider.look_up_arrangement(request)
        if found is not None:
            return found
    return await provider.arrange(request) if wanted else ArrangementRefused("It was cancelled before it began.")


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


async def _provider(scope: Scope, wish: ArrangementWish) -> tuple[PaymentProvider, PaymentMethodId | None]:
    """Who holds it, and which saved method is charged, where one is."""
    providers = scope.port(PaymentProviders)
    named = None if wish.provider is None else connected(providers, wish.provider)
    if wish.provider is not None and named is None:
        raise _wrong("provider", f"Connected are: {', '.join(providers.names)}.")
    if named is not None and not arranging(named).arranges_by_method:
        if wish.payment_method_id is not None:
            raise _wrong("payment_method_id", f"With {named.name} the payer agrees on its own page; name no method.")
        check_reality(scope, named)
        return named, None
    method = await ready_method(scope, scope.company, wish.payment_method_id)
    provider = providers.of(method.provider)
    if named is not None and named.name != provider.name:
        raise _wrong("payment_method_id", f"The method is of {provider.name}; name one of {named.name}.")
    if not arranging(provider).arranges_by_method:
        raise _wrong("provider", f"Name it: with {provider.name} the payer agrees on its own page.")
    return provider, method.id


def _check(scope: Scope, wish: ArrangementWish) -> None:
    problems = []
    if wish.amount.minor <= 0:
        problems.append(FieldProblem("/amount", "It must be more than nothing."))
    if not rules.interval_is_held(wish.interval, wish.interval_count):
        most = INTERVAL_COUNT_MAX[wish.interval]
        problems.append(FieldProblem("/interval_count", f"Providers hold 1 to {most} of a {wish.interval}."))
    if wish.charges_max is not None and not 1 <= wish.charges_max <= CHARGES_MAX:
        problems.append(
            FieldProblem("/charges_max", f"It ends after 1 to {CHARGES_MAX} charges, or when it is cancelled.")
        )
    if wish.starts_at is not None and not scope.now <= wish.starts_at <= scope.now + STARTS_WITHIN:
        problems.append(FieldProblem("/starts_at", "It begins within a year from now; leave it out to begin at once."))
    if problems:
        raise Invalid(problems[0].detail, fields=problems)


def _wrong(field: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(f"/{field}", detail)])
