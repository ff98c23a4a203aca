"""What usage would cost, without a subscription and without a database: the rating, the one rounding and the tax of billing.

A quoted line is what billing would issue for the same usage in one whole period: the same rules are called, and each item is rounded
once, HALF_UP (policy 0). A call is rated as a whole and rounded to four decimals on its record; the line adds the records (policy 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.rules.amounts import decimal_if_exact, rounded_amount, sum_of, tax_of
from trunkline.domains.billing.rules.commitments import committed_steps
from trunkline.domains.billing.rules.proration import Share
from trunkline.domains.marketplace.model import (
    UNADJUSTED,
    UNGROUPED,
    Adjustments,
    CallTerms,
    CommitmentTerms,
    FlatTerms,
    Rating,
    Step,
    StepKind,
    Terms,
)
from trunkline.domains.marketplace.rules import RatedCall, adjusted, rate_call, rate_quantity, without_included
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import Currency, Money

_SPENDS = frozenset({StepKind.minimum, StepKind.maximum, StepKind.commitment})
_WHOLE = Share(1, 1, "periods")


@dataclass(frozen=True, slots=True)
class QuotedCall:
    """A call of `seconds` billable seconds. `started_at` decides about bands, where the price has any."""

    seconds: int
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteItem:
    """One price and what is used of it: `calls` for a call price, a quantity for the others.

    `events` made up the quantity, `amounts` are their own quantities where they are known. `share` is the part of a period that is
    paid for; None is the whole of it. What is `metered` was used and is paid for whatever the share, which then is one of the minimum
    and of the discount's amount alone; a fee, and licences, the subscription's own quantity, are paid for their share (policies 1, 3).
    Under a price that groups usage an item is what is used of one `group`, which is rated by itself.
    """

    description: str
    terms: Terms
    unit: str = "unit"
    adjustments: Adjustments = UNADJUSTED
    quantity: Decimal = Decimal(0)
    events: int = 0
    amounts: tuple[Decimal, ...] = ()
    calls: tuple[QuotedCall, ...] = ()
    share: Share | None = None
    metered: bool = True
    group: str = UNGROUPED

    @property
    def is_prorated(self) -> bool:
        """Whether what is rated belongs to a whole period, of which only a part is paid for."""
        of_a_period = not self.metered or isinstance(self.terms, FlatTerms)
        return of_a_period and self.share is not None and self.share.factor != 1


@dataclass(frozen=True, slots=True)
class QuotedCallRecord:
    """A call as it would be recorded."""

    call: QuotedCall
    rated: RatedCall


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """`steps` add up to `exact`, which rounds to `amount`. No steps: billing would not print the line. `tax` is within an inclusive
    amount and on top of an exclusive one.
    """

    item: QuoteItem
    quantity: Decimal
    unit: str
    exact: Fraction
    amount: Money
    tax: Money
    steps: tuple[Step, ...]
    records: tuple[QuotedCallRecord, ...]

    @property
    def is_printed(self) -> bool:
        """Nothing is said of what costs nothing because it was not used, nor of a commitment that was reached."""
        return bool(self.steps) and (bool(self.amount) or not isinstance(self.item.terms, CommitmentTerms))

    @property
    def policies(self) -> list[str]:
        """The published money policies that shaped the line."""
        kinds = {step.kind for step in self.steps}
        found = {
            "1": self.item.share is not None and any(step.factor is not None for step in self.steps),
            "3": not self.quantity or bool(kinds & _SPENDS),
            "4": StepKind.tier in kinds,
            "6": isinstance(self.item.terms, CallTerms),
        }
        return [key for key, applies in found.items() if applies]


@dataclass(frozen=True, slots=True)
class Quote:
    """Sums of the lines; `subtotal` is without tax, `total` with it, whichever of the two the lines' amounts are."""

    currency: Currency
    lines: tuple[QuoteLine, ...]
    tax_rate: Decimal
    tax_inclusive: bool

    @property
    def tax(self) -> Money:
        return sum_of((line.tax for line in self.lines), self.currency)

    @property
    def subtotal(self) -> Money:
        return self._amount - self.tax if self.tax_inclusive else self._amount

    @property
    def total(self) -> Money:
        return self.subtotal + self.tax

    @property
    def _amount(self) -> Money:
        return sum_of((line.amount for line in self.lines), self.currency)


def quote(items: Sequence[QuoteItem], currency: Currency, tax_rate: Decimal, *, tax_inclusive: bool) -> Quote:
    """The lines of `items`, in their order. Raises `Invalid` where an item's usage does not tell what its price asks for."""
    lines: dict[int, QuoteLine] = {}
    for index, item in sorted(enumerate(items), key=_commitments_last):
        try:
            lines[index] = _line(item, currency, tax_rate, tax_inclusive, list(lines.values()))
        except Invalid as problem:
            fields = [FieldProblem(f"/items/{index}/usage{one.pointer}", one.detail) for one in problem.fields]
            raise Invalid(problem.detail, fields=fields) from None
    return Quote(currency, tuple(lines[index] for index in sorted(lines)), tax_rate, tax_inclusive)


def _commitments_last(one: tuple[int, QuoteItem]) -> tuple[bool, int]:
    return isinstance(one[1].terms, CommitmentTerms), one[0]


def _line(
    item: QuoteItem, currency: Currency, tax_rate: Decimal, tax_inclusive: bool, others: Sequence[QuoteLine]
) -> QuoteLine:
    records = tuple(QuotedCallRecord(call, _rated(item.terms, call)) for call in item.calls)
    if isinstance(item.terms, CommitmentTerms):
        counted = [one for one in others if not isinstance(one.item.terms, CommitmentTerms)]
        named = [(one.item.description, one.amount) for one in counted]
        steps = committed_steps([(item.terms.amount, item.share or _WHOLE)], named)
    else:
        steps = _steps(item, records)
    exact = sum((step.value for step in steps), Fraction(0))
    amount = rounded_amount(exact, currency)
    return QuoteLine(
        item=item,
        quantity=_shown_quantity(item),
        unit="call" if isinstance(item.terms, CallTerms) else item.unit,
        exact=exact,
        amount=amount,
        tax=tax_of(amount, tax_rate, inclusive=tax_inclusive),
        steps=steps,
        records=records,
    )


def _steps(item: QuoteItem, records: Sequence[QuotedCallRecord]) -> tuple[Step, ...]:
    included, rating = _calls(records) if isinstance(item.terms, CallTerms) else _quantity(item)
    share = item.share or _WHOLE
    rated = [_part_of(step, share) for step in rating.steps] if item.is_prorated else rating.steps
    return (*included, *adjusted(rated, item.adjustments, factor=share.factor))


def _part_of(step: Step, share: Share) -> Step:
    """The same term of the sum for a part of the period."""
    quantity, unit_amount = step.quantity, step.unit_amount
    if quantity is None or unit_amount is None or step.value != Fraction(quantity) * Fraction(unit_amount):
        quantity, unit_amount = Decimal(1), step.amount
    part = replace(
        step,
        kind=StepKind.proration,
        label=f"{step.label}, for {share}",
        quantity=quantity,
        unit=step.unit or "period",
        unit_amount=unit_amount,
        factor=share.factor,
        amount=None,
    )
    return replace(part, amount=decimal_if_exact(part.value))


def _quantity(item: QuoteItem) -> tuple[tuple[Step, ...], Rating]:
    """What is included, and the rating of the rest."""
    quantity, included = without_included(item.quantity, item.adjustments, item.unit)
    return included, rate_quantity(item.terms, quantity, unit=item.unit, events=item.events, amounts=item.amounts)


def _calls(records: Sequence[QuotedCallRecord]) -> tuple[tuple[Step, ...], Rating]:
    """The sum of the records, each rounded by itself."""
    billed = sum(one.rated.billed_seconds for one in records)
    if not billed:
        return (), Rating(Decimal(0), ())
    amount = sum((one.rated.amount for one in records), Decimal(0))
    label = f"{len(records)} calls, each rated as a whole: {billed} seconds billed"
    step = Step(kind=StepKind.calls, label=label, quantity=Decimal(billed), unit="second", amount=amount)
    return (), Rating(amount, (step,))


def _rated(terms: Terms, call: QuotedCall) -> RatedCall:
    assert isinstance(terms, CallTerms), "only a call price rates calls"
    return rate_call(terms, call.seconds, call.started_at)


def _shown_quantity(item: QuoteItem) -> Decimal:
    if isinstance(item.terms, FlatTerms | CommitmentTerms):
        return Decimal(1)
    return Decimal(len(item.calls)) if isinstance(item.terms, CallTerms) else item.quantity
