"""What usage costs: rated calls added up, other quantities rated as the sum of the period (money policies 3, 4 and 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import Charge, ChargeKey
from trunkline.domains.billing.rules.licences import prices_in_force
from trunkline.domains.billing.rules.periods import Billable, ServicePeriod, hull
from trunkline.domains.billing.rules.proration import paying_parts, share_of
from trunkline.domains.marketplace.model import (
    UNGROUPED,
    CallTerms,
    FlatTerms,
    HeldEvents,
    PerUnitTerms,
    Plan,
    Price,
    Rating,
    Step,
    StepKind,
    Timing,
)
from trunkline.domains.marketplace.rules import ALONE, Before, Others, adjusted, rate_quantity, without_included
from trunkline.domains.usage.model import UsageTotal
from trunkline.kernel.ids import PlanId, PriceId
from trunkline.kernel.period import Period


class UnknownPrice(LookupError):
    """Usage was rated under a price that is newer than the catalogue at hand."""


def usage_charges(
    billable: Billable, period: ServicePeriod, totals: Iterable[UsageTotal], *, closing: bool = True
) -> list[Charge]:
    """The charges of all metered prices in the period: of what was used, and of what is due although nothing was (a tier's flat fee).

    Not `closing`: of what was used so far alone. Minimums, and what is due unused, wait for the line that closes the period.
    """
    used = {total.price_id: total for total in totals if not total.is_void}
    known = _prices(billable, used)
    charges: list[Charge] = []
    for group, some in sorted(_by_group(used, known).items()):
        versions: dict[tuple[PlanId, str, str], list[tuple[Plan, Price]]] = {}
        for plan, price in (known[price_id] for price_id in some):
            versions.setdefault((plan.id, price.currency.code, price.component), []).append((plan, price))
        for plan, price in _without_usage(period) if closing and group == UNGROUPED else ():
            versions.setdefault((plan.id, price.currency.code, price.component), [(plan, price)])
        for found in versions.values():
            charges += _charges(billable, period, found, some, closing=closing)
    return charges


def _by_group(
    used: Mapping[PriceId, UsageTotal], known: Mapping[PriceId, tuple[Plan, Price]]
) -> dict[str, dict[PriceId, UsageTotal]]:
    """What is not grouped, and each group that is used: each is rated as if there were no other."""
    found: dict[str, dict[PriceId, UsageTotal]] = {UNGROUPED: {}}
    for price_id, total in used.items():
        if not known[price_id][1].group_by:
            found[UNGROUPED][price_id] = total
        for one in total.groups:
            if one.rated_events:
                found.setdefault(one.group, {})[price_id] = one
    return found


def _charges(
    billable: Billable,
    period: ServicePeriod,
    versions: list[tuple[Plan, Price]],
    used: Mapping[PriceId, UsageTotal],
    *,
    closing: bool,
) -> Iterator[Charge]:
    """A charge per version of a component that usage was rated under; the newest one closes the period for all of them.

    Each goes on where the one before it ended: tiers that were reached, packages that were started and what was free are not had twice.
    """
    others = ALONE
    ordered = sorted(versions, key=lambda one: one[1].version)
    for plan, price in ordered:
        closes = closing and price is ordered[-1][1]
        charge = _charge(billable, period, plan, price, used.get(price.id), others, closing=closes)
        others = others.and_these(charge.steps, _rated_by_then(price, used.get(price.id), others))
        yield charge


def _prices(billable: Billable, wanted: Iterable[PriceId]) -> dict[PriceId, tuple[Plan, Price]]:
    known = {price.id: (plan, price) for plan in billable.plans.values() for price in plan.prices}
    if missing := [price_id for price_id in wanted if price_id not in known]:
        raise UnknownPrice(f"usage of {billable.subscription.id} was rated under {missing}")
    return {price_id: known[price_id] for price_id in wanted}


def _without_usage(period: ServicePeriod) -> Iterable[tuple[Plan, Price]]:
    for part in period.parts:
        for price in prices_in_force(part, period):
            if price.meter is not None and price.timing is Timing.arrears and _may_be_due_unused(price):
                yield part.plan, price


def _may_be_due_unused(price: Price) -> bool:
    if price.group_by:
        return False  # without usage there is no group that anything could be due for
    return not isinstance(price.terms, CallTerms) or bool(price.adjustments.minimum_amount)


def _charge(
    billable: Billable,
    period: ServicePeriod,
    plan: Plan,
    price: Price,
    total: UsageTotal | None,
    others: Others,
    *,
    closing: bool,
) -> Charge:
    covered = _covered(period, plan)
    included, rating = _rate(price, total, others)
    steps = included + adjusted(
        rating.steps,
        price.adjustments,
        period_index=period.index,
        factor=_factor(period, plan),
        others=others,
        closing=closing,
    )
    return Charge(
        key=ChargeKey(
            billable.subscription.id, price.id, period.used.start, UNGROUPED if total is None else total.group
        ),
        company_id=billable.subscription.company_id,
        module_id=billable.module_id,
        module_slug=billable.module_slug,
        module_name=billable.module_name,
        plan_name=plan.name,
        price=price,
        period=covered,
        exact=sum((step.value for step in steps), Fraction(0)),
        quantity=_quantity(price, total),
        unit="call" if isinstance(price.terms, CallTerms) else price.unit,
        unit_amount=price.terms.unit_amount if isinstance(price.terms, PerUnitTerms) else None,
        steps=steps,
        detail=_detail(price, total),
    )


def _rate(price: Price, total: UsageTotal | None, others: Others) -> tuple[tuple[Step, ...], Rating]:
    """What is included, and the rating of the rest."""
    if isinstance(price.terms, CallTerms):
        if total is None or total.billed_seconds == 0:
            return (), Rating(Decimal(0), ())
        return (), Rating(total.amount, (_calls(price, total),))
    quantity, events = _used(total)
    rated, included = without_included(quantity, price.adjustments, price.unit, others)
    held = HeldEvents() if total is None else total.held
    return included, rate_quantity(price.terms, rated, unit=price.unit, events=events, before=others.before, held=held)


def _rated_by_then(price: Price, total: UsageTotal | None, others: Others) -> Before:
    """What this version and those before it have rated."""
    if isinstance(price.terms, CallTerms):
        return others.before
    quantity, events = _used(total)
    rated, _ = without_included(quantity, price.adjustments, price.unit, others)
    return others.before.and_then(price.terms, rated, events)


def _used(total: UsageTotal | None) -> tuple[Decimal, int]:
    return (Decimal(0), 0) if total is None else (total.quantity, total.rated_events)


def _calls(price: Price, total: UsageTotal) -> Step:
    """Every call was rounded by itself when it arrived; here they are only added."""
    return Step(
        kind=StepKind.calls,
        label=f"{total.calls} calls, each rated as a whole: {total.billed_seconds} seconds billed",
        quantity=Decimal(total.billed_seconds),
        unit="second",
        amount=total.amount,
    )


def _quantity(price: Price, total: UsageTotal | None) -> Decimal:
    if isinstance(price.terms, FlatTerms):
        return Decimal(1)
    if total is None:
        return Decimal(0)
    return Decimal(total.calls) if isinstance(price.terms, CallTerms) else total.quantity


def _detail(price: Price, total: UsageTotal | None) -> str:
    if total is None or not isinstance(price.terms, CallTerms):
        return ""
    minutes, seconds = divmod(total.billed_seconds, 60)
    return f"{minutes} min {seconds:02d} s"


def _factor(period: ServicePeriod, plan: Plan) -> Fraction:
    """What of a whole period was spent on the plan and is paid for: nothing, where it was left on the day that it began."""
    pays = paying_parts([part.plan.proration for part in period.parts])
    shares = [
        share_of(plan.proration, period.cycle, period.whole, part.period, alone=len(period.parts) == 1).factor
        for part, paying in zip(period.parts, pays, strict=True)
        if paying and part.plan.id == plan.id
    ]
    return sum(shares, Fraction(0))


def _covered(period: ServicePeriod, plan: Plan) -> Period:
    """The part of the period on this plan; the whole of it when the phases were changed after the usage came."""
    parts = [part.period for part in period.parts if part.plan.id == plan.id]
    return hull(parts) if parts else period.used
