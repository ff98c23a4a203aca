"""The delta rule (money policy 5): booked now = rating of what is known now - what was booked before.

It is the only rule by which lines come into being. A first billing is a delta against nothing; late usage, a crossed tier, a change of
plan in mid-period and a cancellation are deltas against the lines that were issued. So the order of runs does not matter. The tax of a
line is a delta as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trunkline.domains.billing.model import Booked, Charge, ChargeKey, DraftLine
from trunkline.domains.billing.rules.amounts import rounded_amount, tax_of
from trunkline.domains.billing.rules.explaining import explain_line
from trunkline.domains.marketplace.model import CommitmentTerms
from trunkline.domains.tenants.model import Taxes
from trunkline.kernel.money import Money

NAMES_MAX = 444  # what the longest names of a module, a plan and a price come to


def draft_lines(charges: Iterable[Charge], booked: Mapping[ChargeKey, Booked], taxes: Taxes) -> list[DraftLine]:
    """The lines that bring what is booked up to what is charged. Where the two agree already there is no line."""
    lines = (_line(charge, booked.get(charge.key), taxes) for charge in sorted(charges, key=_order))
    return [line for line in lines if line is not None]


def _line(charge: Charge, before: Booked | None, taxes: Taxes) -> DraftLine | None:
    rounded = rounded_amount(charge.exact, charge.currency)
    if before is None and _says_nothing(charge, rounded):
        return None
    amount = rounded if before is None else _change(rounded, before)
    if before is not None and not amount:
        return None
    # The same supply: it is given back with the tax that was on it, in the way that it was on it.
    rate = taxes.rate_of(charge.price.tax_code) if before is None else before.tax_rate
    inclusive = taxes.inclusive if before is None else before.tax_inclusive
    tax = _tax(amount, before, rate, inclusive=inclusive)
    return DraftLine(
        charge=charge,
        description=_description(charge, before, amount),
        quantity=charge.quantity if before is None else charge.quantity - before.quantity,
        amount=amount,
        tax_rate=rate,
        tax=tax,
        tax_inclusive=inclusive,
        corrects=None if before is None else before.last_line_id,
        explain=explain_line(charge, before, rounded, amount, rate, tax, inclusive=inclusive),
    )


def _tax(amount: Money, before: Booked | None, rate: Decimal, *, inclusive: bool) -> Money:
    """What brings the tax up to that of all that is asked for now, so that many small lines are taxed as the one they add up to, and
    nothing is given back that was never charged. Its sign is that of the amount.
    """
    if before is None or before.tax is None:
        return tax_of(amount, rate, inclusive=inclusive)
    due = tax_of(before.amount - before.waived + amount, rate, inclusive=inclusive)
    zero = Money.zero(amount.currency)
    return min(zero, due - before.tax) if amount.minor < 0 else max(zero, due - before.tax)


def _says_nothing(charge: Charge, rounded: Money) -> bool:
    """Nothing is due, also of a commitment that was reached."""
    return not charge.steps or (isinstance(charge.price.terms, CommitmentTerms) and not rounded)


def _change(rounded: Money, before: Booked) -> Money:
    """What brings the books up to `rounded`. A credit gives back no more than was asked for: what a void invoice or a credit
    note took off was waived.
    """
    change, asked_for = rounded - before.amount, before.amount - before.waived
    return change if change.minor > 0 else min(Money.zero(change.currency), max(change, -asked_for))


def _description(charge: Charge, before: Booked | None, amount: Money) -> str:
    words = _shortened(f"{charge.module_name}, {charge.plan_name}: {charge.name}")
    if charge.detail and isinstance(charge.price.terms, CommitmentTerms):
        words += f" {charge.detail}"
    elif charge.detail:
        words += f" ({charge.detail})"
    if before is None:
        return words
    if before.correction:
        words += f", {before.correction.partition(':')[0]}"
    return f"{words}, {'credit' if amount.minor < 0 else 'addition'} to {before.numbers[-1]}"


def _shortened(words: str) -> str:
    """Leaves room on the line for what may follow. Only the values of a group can be so long."""
    return words if len(words) <= NAMES_MAX else f"{words[: NAMES_MAX - 1]}…"


def _order(charge: Charge) -> tuple[object, ...]:
    return (
        charge.module_name,
        charge.key.service_start,
        charge.period.start,
        charge.price.timing,
        isinstance(charge.price.terms, CommitmentTerms),  # it names what the others came to
        charge.price.component,
        charge.key.group,
    )
