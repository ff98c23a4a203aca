"""A commitment over a whole plan (money policy 3): what its other charges leave of it is due when the period closes.

It is rated last: true-up = commitment × share of the period - all other charges of the same plan, currency and service period, those in
advance and those of usage. The others are taken as they stand on their lines, rounded, so that together they come to the commitment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import Charge, ChargeKey, Proration
from trunkline.domains.billing.rules.amounts import exact_text, rounded_amount, sum_of
from trunkline.domains.billing.rules.licences import prices_in_force
from trunkline.domains.billing.rules.periods import Billable, Part, ServicePeriod, hull
from trunkline.domains.billing.rules.proration import Share, paying_parts, share_of
from trunkline.domains.marketplace.model import CommitmentTerms, Price, Step, StepKind
from trunkline.kernel.ids import PlanId
from trunkline.kernel.money import Money

Stretch = tuple[Part, Price, Share]


def commitment_charges(billable: Billable, period: ServicePeriod, others: Sequence[Charge]) -> list[Charge]:
    """One charge per plan of the period that has a commitment. `others` are all its charges, in advance and in arrears."""
    found: dict[PlanId, list[Stretch]] = {}
    for part, price, share in _committed(period):
        found.setdefault(part.plan.id, []).append((part, price, share))
    return [_charge(billable, period, stretches, _beside(stretches, others)) for stretches in found.values()]


def committed_steps(amounts: Sequence[tuple[Decimal, Share]], others: Iterable[tuple[str, Money]]) -> tuple[Step, ...]:
    """What was committed to, less everything else by its name; or, where that comes to as much, a step that says so.

    `amounts` are those of whole periods with the share that was spent on each.
    """
    used = [(label, amount) for label, amount in others if amount]
    steps = [_commitment(amount, share) for amount, share in amounts]
    due = sum((step.value for step in steps), Fraction(0))
    reached = sum((Fraction(amount.major) for _, amount in used), Fraction(0))
    if reached < due:
        return (*steps, *(_counted(label, amount) for label, amount in used))
    label = f"Commitment of {exact_text(due)} reached: all else comes to {exact_text(reached)}"
    return (Step(kind=StepKind.commitment, label=label, amount=Decimal(0)),)


def _committed(period: ServicePeriod) -> Iterator[Stretch]:
    """The parts of the period that pay, each with the commitment in force and its share of a whole period."""
    pays = paying_parts([part.plan.proration for part in period.parts])
    for part in (part for part, paying in zip(period.parts, pays, strict=True) if paying):
        share = share_of(part.plan.proration, period.cycle, period.whole, part.period, alone=len(period.parts) == 1)
        for price in prices_in_force(part, period):
            if _is_commitment(price):
                yield part, price, share


def _beside(stretches: Sequence[Stretch], others: Iterable[Charge]) -> list[tuple[str, Money]]:
    """The plan's other charges in the commitment's currency, as they stand on their lines."""
    _, price, _ = stretches[-1]
    same = (price.plan_id, price.currency)
    mine = (one for one in others if (one.price.plan_id, one.currency) == same)
    return [(one.name, rounded_amount(one.exact, one.currency)) for one in mine if not _is_commitment(one.price)]


def _is_commitment(price: Price) -> bool:
    return isinstance(price.terms, CommitmentTerms)


def _charge(
    billable: Billable, period: ServicePeriod, stretches: Sequence[Stretch], others: Sequence[tuple[str, Money]]
) -> Charge:
    part, price, _ = stretches[-1]
    steps = committed_steps([(_amount(one), share) for _, one, share in stretches], others)
    committed = sum((Fraction(_amount(one)) * share.factor for _, one, share in stretches), Fraction(0))
    return Charge(
        key=ChargeKey(billable.subscription.id, price.id, period.used.start),
        company_id=billable.subscription.company_id,
        module_id=billable.module_id,
        module_slug=billable.module_slug,
        module_name=billable.module_name,
        plan_name=part.plan.name,
        price=price,
        period=hull([part.period for part, _, _ in stretches]),
        exact=sum((step.value for step in steps), Fraction(0)),
        quantity=Decimal(1),
        unit=price.unit,
        unit_amount=None,
        steps=steps,
        detail=_detail(rounded_amount(committed, price.currency), sum_of((used for _, used in others), price.currency)),
        prorations=tuple(_proration(*one) for one in stretches if one[2].factor != 1),
    )


def _detail(committed: Money, used: Money) -> str:
    return f"of {committed.major}, {min(used, committed).major} of it used"


def _amount(price: Price) -> Decimal:
    assert isinstance(price.terms, CommitmentTerms), "only commitments are asked for"
    return price.terms.amount


def _commitment(amount: Decimal, share: Share) -> Step:
    label = "Commitment for the period"
    if share.factor == 1:
        return Step(kind=StepKind.commitment, label=label, amount=amount)
    return Step(
        kind=StepKind.commitment,
        label=f"{label}, for {share}",
        quantity=Decimal(1),
        unit="period",
        unit_amount=amount,
        factor=share.factor,
    )


def _counted(label: str, amount: Money) -> Step:
    return Step(kind=StepKind.commitment, label=f"less {label}", amount=-amount.major)


def _proration(part: Part, price: Price, share: Share) -> Proration:
    return Proration(
        grain=part.plan.proration,
        factor=share.factor,
        full_amount=_amount(price),
        first_day=part.period.first_day,
        next_day=part.period.next_day,
        starts_at=part.period.start,
        ends_at=part.period.end,
    )
