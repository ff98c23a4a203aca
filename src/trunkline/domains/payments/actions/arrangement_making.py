"""Making an arrangement, and asking for its end: what is written down here the provider is asked by `arranging`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trunkline.domains.billing import queries as billing
from trunkline.domains.payments.actions.methods import check_reality, connected
from trunkline.domains.payments.actions.opening import ready_method
from trunkline.domains.payments.events import PaymentArrangementCancelAsked, PaymentArrangementMade
from trunkline.domains.payments.model.arrangements import (
    CHARGES_MAX,
    INTERVAL_COUNT_MAX,
    Arrangement,
    ArrangementState,
    ClockOfItsOwn,
    Interval,
    NotArranging,
    NothingBilledYet,
)
from trunkline.domains.payments.ports import Arrangements, PaymentProvider, PaymentProviders
from trunkline.domains.payments.rules import arranging as rules
from trunkline.domains.payments.store import arrangements as rows
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import PaymentArrangementId, PaymentMethodId
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


def arranging(provider: PaymentProvider) -> Arrangements:
    """Raises `NotArranging`."""
    found: object = provider
    if not isinstance(found, Arrangements):
        raise NotArranging(f"{provider.name} does not hold schedules; charge the company's invoices by its method.")
    return found


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
