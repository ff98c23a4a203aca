"""What paying early saves and paying late costs: HALF_UP, once, capped, and never more than the invoice asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import (
    OPEN_STATES,
    BillingTerms,
    CreditNoteLine,
    EarlyPayment,
    Invoice,
    LineLeft,
    Part,
)
from trunkline.domains.billing.model.payment_terms import DAYS_MAX
from trunkline.domains.billing.rules.amounts import rounded_amount, sum_of, tax_within
from trunkline.domains.billing.rules.invoicing import due_at
from trunkline.kernel.errors import FieldProblem
from trunkline.kernel.money import Money, allocate, is_exact

PERCENT_DIGITS = 6
AMOUNT_DIGITS = 3
AMOUNT_MAX = Decimal(10) ** 12
_HUNDRED = Decimal(100)


def with_payment_terms(issued: Invoice, terms: BillingTerms) -> Invoice:
    """The invoice with what is agreed with its company at the issue; what is agreed afterwards holds for later ones."""
    if issued.issued_at is None or issued.due_at is None or issued.total.minor <= 0:
        return issued
    early, late = terms.early_discount, terms.late_fee
    return replace(
        issued,
        early_discount=early,
        early_until=None if early is None else due_at(issued.issued_at, early.days, issued.zone),
        late_fee=late,
        late_fee_at=None if late is None else due_at(issued.due_at, late.after_days, issued.zone),
    )


def early_payment(invoice: Invoice, at: datetime | None = None) -> EarlyPayment | None:
    """What settles the invoice if it is paid early; None where nothing does, and `at` a moment that is not early any more.

    A discount that would leave nothing to pay is none: there would be no payment that could earn it.
    """
    if invoice.early_discount is None or invoice.early_until is None or invoice.state not in OPEN_STATES:
        return None
    if at is not None and at > invoice.early_until:
        return None
    discount = part_of(invoice.early_discount.part, invoice.payable)
    if not discount or invoice.payable <= discount:
        return None
    return EarlyPayment(invoice.early_until, invoice.payable - discount, discount)


def discount_earned(invoice: Invoice, amount: Money, at: datetime) -> Money:
    """What a payment of `amount` that began `at` saves: it must settle the rest; a part of an invoice earns nothing."""
    early = early_payment(invoice, at)
    if early is None or amount < early.amount or invoice.payable <= amount:
        return Money.zero(invoice.currency)
    return invoice.payable - amount


def late_fee_on(invoice: Invoice, fees: Money) -> Money:
    """What being late costs: a part of what is open besides the `fees` that stand on it, since no fee is charged on a fee; nothing where
    nothing is, or where it was given up.
    """
    open_supply = invoice.due - fees
    if invoice.late_fee is None or open_supply.minor <= 0:
        return Money.zero(invoice.currency)
    return _capped(invoice.late_fee.part, open_supply)


def part_of(part: Part, whole: Money) -> Money:
    """The part of `whole`, and never more than it."""
    return min(_capped(part, whole), whole)


def _capped(part: Part, whole: Money) -> Money:
    if part.percent is not None:
        taken = rounded_amount(Fraction(whole.major) * Fraction(part.percent) / 100, whole.currency)
    else:
        assert part.amount is not None, "a part is in percent or an amount"
        taken = rounded_amount(Fraction(part.amount), whole.currency)
    return taken if part.cap is None else min(taken, rounded_amount(Fraction(part.cap), whole.currency))


def spread_lines(gross: Money, lefts: Sequence[LineLeft]) -> list[CreditNoteLine]:
    """The lines of a credit note of `gross` over all that is left, by the largest remainder: each gives the tax that its part contains.

    Less than `gross` only where less than that is left.
    """
    open_lefts = [left for left in lefts if left.gross.minor > 0]
    total = min(gross, sum_of((left.gross for left in open_lefts), gross.currency))
    weights = [(index, left.gross.minor) for index, left in enumerate(open_lefts)]
    shares = allocate(total.minor, weights) if weights else {}
    parts = [(left, Money(shares[index], gross.currency)) for index, left in enumerate(open_lefts) if shares[index]]
    return [_spread(left, part, position) for position, (left, part) in enumerate(parts, 1)]


def _spread(left: LineLeft, part: Money, position: int) -> CreditNoteLine:
    line = left.line
    tax = left.tax if part == left.gross else min(tax_within(part, line.tax_rate), left.tax)
    if not line.tax_inclusive and left.amount < part - tax:
        tax = part - left.amount
    return CreditNoteLine(
        invoice_line_id=line.id,
        position=position,
        description=line.description,
        quantity=None,
        unit=line.unit,
        amount=part if line.tax_inclusive else part - tax,
        tax_rate=line.tax_rate,
        tax=tax,
        tax_inclusive=line.tax_inclusive,
    )


def payment_term_problems(terms: BillingTerms) -> Iterator[FieldProblem]:
    """Every field of the early discount and of the late fee that cannot stand."""
    if (early := terms.early_discount) is not None:
        yield from _day_problems(early.days, "/early_discount/days")
        yield from _part_problems(early.part, "/early_discount", below=_HUNDRED)
    if (late := terms.late_fee) is not None:
        yield from _day_problems(late.after_days, "/late_fee/after_days")
        yield from _part_problems(late.part, "/late_fee", below=None)


def _day_problems(days: int, pointer: str) -> Iterator[FieldProblem]:
    if not 0 <= days <= DAYS_MAX:
        yield FieldProblem(pointer, f"{pointer.rpartition('/')[2]} must be 0 … {DAYS_MAX}.")


def _part_problems(part: Part, at: str, *, below: Decimal | None) -> Iterator[FieldProblem]:
    if (part.percent is None) == (part.amount is None):
        yield FieldProblem(at, "must have either percent or amount.")
    if part.percent is not None:
        too_much = part.percent >= below if below is not None else part.percent > _HUNDRED
        if part.percent <= 0 or too_much or not is_exact(part.percent, PERCENT_DIGITS):
            most = "below 100" if below is not None else "to 100"
            yield FieldProblem(f"{at}/percent", f"percent must be above 0 {most}, {PERCENT_DIGITS} decimals at most.")
    for name in ("amount", "cap"):
        value = getattr(part, name)
        if value is not None and not (0 < value <= AMOUNT_MAX and is_exact(value, AMOUNT_DIGITS)):
            detail = f"{name} must be above 0 and at most {AMOUNT_MAX:f}, {AMOUNT_DIGITS} decimals at most."
            yield FieldProblem(f"{at}/{name}", detail)
