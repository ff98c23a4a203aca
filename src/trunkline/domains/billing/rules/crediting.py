"""What a credit note may take back (money policy 10): never more of a line than it has left, never more than the invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import CreditAsk, CreditNoteLine, CreditWish, LineLeft, NothingToCredit
from trunkline.domains.billing.rules.amounts import rounded_amount, sum_of, tax_of
from trunkline.domains.billing.rules.payment_terms import spread_lines
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import InvoiceLineId
from trunkline.kernel.money import Money


def credited_lines(wish: CreditWish, lefts: Sequence[LineLeft], rest: Money) -> list[CreditNoteLine]:
    """The lines of the credit note. `rest` is what credit notes have left of the invoice, gross; `lefts` may come to less, where later
    invoices have given something of the lines back.

    Raises `Invalid`, with a pointer to what cannot be credited, and `NothingToCredit` where the whole rest is nothing.
    """
    if wish.spread is not None:
        return _spread(Money.exact(wish.spread, rest.currency), lefts, rest)
    if not wish.lines:
        return _whole_rest(wish, lefts, rest)
    by_id = {left.line.id: left for left in lefts}
    made: list[CreditNoteLine] = []
    for index, ask in enumerate(wish.lines):
        if ask.line_id in {line.invoice_line_id for line in made}:
            raise _refusal(index, "invoice_line_id", f"Line {ask.line_id} is named twice.")
        made.append(_part(index, ask, len(made) + 1, by_id))
    total = sum_of((line.gross for line in made), rest.currency)
    if rest < total:
        raise Invalid(f"The invoice has {rest} left to credit, the lines come to {total}.")
    return made


def credit_taken(total: Money, credit: Money) -> Money:
    """What an invoice takes of the company's credit when it is issued; below zero it adds itself to the credit instead."""
    return total if total.minor < 0 else min(total, credit)


def _spread(gross: Money, lefts: Sequence[LineLeft], rest: Money) -> list[CreditNoteLine]:
    made = spread_lines(min(gross, rest), lefts)
    if not made:
        raise NothingToCredit("Nothing of the invoice is left to credit.")
    return made


def _whole_rest(wish: CreditWish, lefts: Sequence[LineLeft], rest: Money) -> list[CreditNoteLine]:
    rest = min(rest, sum_of((left.gross for left in lefts), rest.currency))
    if rest.minor <= 0:
        raise NothingToCredit(
            "Nothing of the invoice is left to credit: later invoices have given the rest of it back."
        )
    asked = None if wish.rest is None else Money.exact(wish.rest, rest.currency)
    if asked is not None and asked != rest:
        detail = (
            f"The invoice has {rest} left to credit. Ask for exactly that, or name the lines to credit a part of it."
        )
        raise Invalid(detail, fields=[FieldProblem("/amount", detail)])
    open_lines = [left for left in lefts if left.amount or left.tax]
    return [_of(left, left.amount, None, position) for position, left in enumerate(open_lines, 1)]


def _part(index: int, ask: CreditAsk, position: int, lefts: Mapping[InvoiceLineId, LineLeft]) -> CreditNoteLine:
    left = lefts.get(ask.line_id)
    if left is None:
        raise _refusal(index, "invoice_line_id", f"The invoice has no line {ask.line_id}.")
    if left.amount.minor <= 0:
        raise _refusal(index, "invoice_line_id", f"Nothing of line {left.line.position} is left to credit.")
    amount, name = _asked(index, ask, left), "amount" if ask.quantity is None else "quantity"
    if amount.minor <= 0:
        raise _refusal(
            index, name, f"It must come to more than nothing; line {left.line.position} has {left.amount} left."
        )
    if left.amount < amount:
        raise _refusal(index, name, f"Line {left.line.position} has {left.amount} left to credit, not {amount}.")
    return _of(left, amount, ask.quantity, position)


def _asked(index: int, ask: CreditAsk, left: LineLeft) -> Money:
    currency = left.amount.currency
    if ask.amount is not None and ask.quantity is not None:
        raise _refusal(index, "quantity", "Name an amount or a quantity, not both.")
    if ask.amount is not None:
        return Money.exact(ask.amount, currency)
    if ask.quantity is None:
        return left.amount
    if left.line.quantity <= 0:
        raise _refusal(index, "quantity", f"Line {left.line.position} has no quantity; name an amount.")
    share = Fraction(ask.quantity) / Fraction(left.line.quantity)
    return rounded_amount(Fraction(left.line.amount.major) * share, currency)


def _of(left: LineLeft, amount: Money, quantity: Decimal | None, position: int) -> CreditNoteLine:
    line = left.line
    return CreditNoteLine(
        invoice_line_id=line.id,
        position=position,
        description=line.description,
        quantity=quantity,
        unit=line.unit,
        amount=amount,
        tax_rate=line.tax_rate,
        tax=_tax(left, amount),
        tax_inclusive=line.tax_inclusive,
    )


def _tax(left: LineLeft, amount: Money) -> Money:
    """HALF_UP on the rounded part, at the line's own rate, and no more than is left. The last part takes the rest of the tax along, so
    that the parts sum to the tax of the line.
    """
    if amount == left.amount:
        return left.tax
    return min(tax_of(amount, left.line.tax_rate, inclusive=left.line.tax_inclusive), left.tax)


def _refusal(index: int, name: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(f"/lines/{index}/{name}", detail)])
