"""Why a line is what it is, as the document that is kept with it. Amounts are strings: JSON numbers are floats to most readers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import Booked, Charge, Explain
from trunkline.domains.billing.rules.amounts import exact_text, tax_of
from trunkline.domains.marketplace.model import (
    UNGROUPED,
    CallTerms,
    Price,
    Step,
    StepKind,
    adjustments_to_json,
    aggregation_to_json,
    group_values,
    terms_to_json,
)
from trunkline.kernel.fact import to_json
from trunkline.kernel.money import Money

POLICY_TITLES = {
    "1": "Proration",
    "3": "Usage of zero, minimum and maximum",
    "4": "Tiers, packages and percentages",
    "5": "Delta rule",
    "6": "Calls are rated as a whole",
}
QUANTITIES = frozenset({StepKind.tier, StepKind.package, StepKind.percentage})
SPENDS = frozenset({StepKind.minimum, StepKind.maximum, StepKind.commitment})


def explain_line(
    charge: Charge,
    before: Booked | None,
    rounded: Money,
    amount: Money,
    tax_rate: Decimal,
    tax: Money,
    *,
    inclusive: bool = False,
) -> Explain:
    """`rounding.rounded` + the delta steps = `result`: the amount of the line, which contains its tax where it is `inclusive`."""
    steps = [step.as_json() for step in charge.steps]
    if before is not None:
        steps.append(_delta(before).as_json())
        if kept := amount - (rounded - before.amount):
            steps.append(_waived(kept).as_json())
    return {
        "result": to_json(amount),
        **_group(charge),
        "price": _price(charge.price),
        "period": {"start": to_json(charge.period.start), "end": to_json(charge.period.end)},
        "steps": steps,
        "rounding": {
            "exact": exact_text(charge.exact),
            "rounded": str(rounded.major),
            "rule": "half_up",
            "digits": charge.currency.exponent,
        },
        "tax": {
            "rate": format(tax_rate, "f"),
            "base": to_json(amount - tax if inclusive else amount),
            "amount": to_json(tax),
            "inclusive": inclusive,
        }
        | ({} if charge.price.tax_code is None else {"code": charge.price.tax_code})
        | _taxed_so_far(before, amount, tax_rate, tax, inclusive=inclusive),
        "policy": [{"id": key, "title": POLICY_TITLES[key]} for key in _policies(charge, before)],
    }


def _taxed_so_far(
    before: Booked | None, amount: Money, rate: Decimal, tax: Money, *, inclusive: bool
) -> dict[str, object]:
    """Where the tax of a correction is not that of its amount alone: what is asked for by now, its tax, and what of that was booked."""
    if before is None or before.tax is None or tax == tax_of(amount, rate, inclusive=inclusive):
        return {}
    asked = before.amount - before.waived + amount
    return {
        "cumulative": {
            "asked_for": to_json(asked),
            "amount": to_json(before.tax + tax),
            "booked": to_json(before.tax),
        }
    }


def _price(price: Price) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": price.id,
        "component": price.component,
        "model": price.model.value,
        "version": price.version,
        "currency": price.currency.code,
        "terms": terms_to_json(price.terms),
        "adjustments": adjustments_to_json(price.adjustments),
    }
    if price.aggregation is not None:
        shown["aggregation"] = aggregation_to_json(price.aggregation)
    if price.group_by:
        shown["group_by"] = list(price.group_by)
    if price.correction is not None:
        shown["correction"] = {"from": to_json(price.effective_from), "reason": price.correction}
    return shown


def _group(charge: Charge) -> dict[str, object]:
    """Where usage is grouped: of which group it is; of none of its own, what is beyond the number of groups that have lines."""
    if charge.key.group == UNGROUPED:
        return {}
    values = group_values(charge.key.group).items()
    return {"group": [{"property": name, "value": value} for name, value in values]}


def _delta(before: Booked) -> Step:
    return Step(
        kind=StepKind.delta,
        label=f"Booked before on {', '.join(before.numbers)}" + (f"; {before.correction}" if before.correction else ""),
        quantity=before.quantity,
        amount=-before.amount.major,
    )


def _waived(kept: Money) -> Step:
    return Step(
        kind=StepKind.delta,
        label="Waived when its invoice was voided or credited, hence not given back",
        amount=kept.major,
    )


def _policies(charge: Charge, before: Booked | None) -> list[str]:
    kinds = {step.kind for step in charge.steps}
    found = {
        "1": bool(charge.prorations),
        "3": (charge.price.meter is not None and not charge.quantity) or bool(kinds & SPENDS),
        "4": bool(kinds & QUANTITIES),
        "5": before is not None,
        "6": isinstance(charge.price.terms, CallTerms),
    }
    return [key for key, applies in found.items() if applies]


def recombined(explain: Explain) -> Fraction:
    """What the steps of an explanation add up to, without the delta steps: `rounding.exact`, to the last digit."""
    return sum((_value(step) for step in explain["steps"] if step["kind"] != StepKind.delta), Fraction(0))


def _value(step: dict[str, str]) -> Fraction:
    if "amount" in step:
        return Fraction(step["amount"])
    return Fraction(step["quantity"]) * Fraction(step["unit_amount"]) * Fraction(step.get("factor", "1"))
