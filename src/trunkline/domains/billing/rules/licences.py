"""What is due without any usage: flat fees and prices of the subscription's own quantity, prorated over the phases of the period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import Charge, ChargeKey, Proration
from trunkline.domains.billing.rules.amounts import decimal_if_exact
from trunkline.domains.billing.rules.periods import Billable, Part, ServicePeriod, hull
from trunkline.domains.billing.rules.proration import Share, paying_parts, share_of
from trunkline.domains.marketplace.model import (
    CommitmentTerms,
    FlatTerms,
    PerUnitTerms,
    Price,
    Rating,
    Step,
    StepKind,
    Timing,
)
from trunkline.domains.marketplace.rules import adjusted, rate_quantity, without_included
from trunkline.kernel.ids import PriceId


def licence_charges(billable: Billable, period: ServicePeriod, timing: Timing) -> list[Charge]:
    """The charges of all unmetered prices with this timing, one per price, summed over the parts that paid it.

    Commitments are rated last, by what all of these come to.
    """
    found: dict[PriceId, tuple[Price, list[Part]]] = {}
    for part in _paying(period):
        for price in prices_in_force(part, period):
            if price.meter is None and price.timing is timing and not isinstance(price.terms, CommitmentTerms):
                found.setdefault(price.id, (price, []))[1].append(part)
    return [_charge(billable, period, price, parts) for price, parts in found.values()]


def prices_in_force(part: Part, period: ServicePeriod) -> Iterator[Price]:
    """In the period's currency, per component, the version in force when the first part of the period on this plan began; a change of price
    shows in the next period.

    A pause, another quantity or a plan taken again begins a part and no period: all parts on a plan are under one version, so that
    what adjusts the price holds once for them. A plan may be sold on the day that it was made, to a subscription that counts from that
    day's midnight: then the version that comes into force first within the part holds.
    """
    components: dict[str, list[Price]] = {}
    for price in sorted(part.plan.prices, key=lambda price: price.version):
        if price.currency == period.currency and price.effective_from < part.period.end:
            components.setdefault(price.component, []).append(price)
    start = next(one.period.start for one in period.parts if one.plan.id == part.plan.id)
    for component in sorted(components):
        versions = components[component]
        yield next((price for price in reversed(versions) if price.effective_from <= start), versions[0])


def _paying(period: ServicePeriod) -> list[Part]:
    pays = paying_parts([part.plan.proration for part in period.parts])
    return [part for part, paying in zip(period.parts, pays, strict=True) if paying]


def _charge(billable: Billable, period: ServicePeriod, price: Price, parts: Sequence[Part]) -> Charge:
    """Each part at its share; what adjusts the price, at what the parts are together."""
    rated: list[Step] = []
    prorations: list[Proration] = []
    shares: list[Share] = []
    for part in parts:
        included, rating = _rate(price, part.phase.quantity)
        share = share_of(part.plan.proration, period.cycle, period.whole, part.period, alone=len(period.parts) == 1)
        shares.append(share)
        rated += [*included, *_shared(rating, share)]
        if share.factor != 1:
            prorations.append(_proration(part, rating, share.factor))
    factor = sum((share.factor for share in shares), Fraction(0))
    steps = adjusted(rated, price.adjustments, period_index=period.index, factor=factor)
    last = parts[-1]
    return Charge(
        key=ChargeKey(billable.subscription.id, price.id, period.used.start),
        company_id=billable.subscription.company_id,
        module_id=billable.module_id,
        module_slug=billable.module_slug,
        module_name=billable.module_name,
        plan_name=last.plan.name,
        price=price,
        period=hull([part.period for part in parts]),
        exact=sum((step.value for step in steps), Fraction(0)),
        quantity=Decimal(1) if isinstance(price.terms, FlatTerms) else Decimal(last.phase.quantity),
        unit=price.unit,
        unit_amount=_unit_amount(price),
        steps=steps,
        detail=str(shares[0]) if len(shares) == 1 and prorations else "in parts" if prorations else "",
        prorations=tuple(prorations),
    )


def _rate(price: Price, quantity: int) -> tuple[tuple[Step, ...], Rating]:
    """What is included, and what the rest costs for a whole period."""
    rated, included = without_included(Decimal(quantity), price.adjustments, price.unit)
    return included, rate_quantity(price.terms, rated, unit=price.unit)


def _shared(rating: Rating, share: Share) -> list[Step]:
    """The rating's steps, each multiplied by the share of the period; unchanged for a whole period."""
    if share.factor == 1:
        return list(rating.steps)
    return [_prorated(step, share) for step in rating.steps]


def _prorated(step: Step, share: Share) -> Step:
    """The same term of the sum for a part of the period: quantity × unit amount × factor."""
    quantity = Decimal(1) if step.quantity is None else step.quantity
    unit_amount = step.amount if step.unit_amount is None else step.unit_amount
    prorated = replace(
        step,
        kind=StepKind.proration,
        label=f"{step.label}, for {share}",
        quantity=quantity,
        unit=step.unit or "period",
        unit_amount=unit_amount,
        factor=share.factor,
        amount=None,
    )
    return replace(prorated, amount=decimal_if_exact(prorated.value))


def _proration(part: Part, rating: Rating, factor: Fraction) -> Proration:
    return Proration(
        grain=part.plan.proration,
        factor=factor,
        full_amount=rating.amount,
        first_day=part.period.first_day,
        next_day=part.period.next_day,
        starts_at=part.period.start,
        ends_at=part.period.end,
    )


def _unit_amount(price: Price) -> Decimal | None:
    match price.terms:
        case FlatTerms(amount):
            return amount
        case PerUnitTerms(unit_amount):
            return unit_amount
        case _:
            return None
