"""One-off lines: what they come to, and which of them an invoice takes.

A line below zero, a discount, lowers the invoice that takes it and never turns it round: where it would make the total less than nothing
it waits, whole, for an invoice that can bear it. Money is given back by credit notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from trunkline.domains.billing.model import AnyLine, Explain, InvoiceItem, ItemCharge, ItemLine, NewItem
from trunkline.domains.billing.rules.amounts import exact_text, rounded_amount, sum_of, tax_of
from trunkline.domains.marketplace.model import Module, Step, StepKind
from trunkline.domains.tenants.model import Taxes
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.fact import to_json
from trunkline.kernel.ids import ModuleId
from trunkline.kernel.money import Money
from trunkline.kernel.period import Period, local_midnight

MINOR_MAX = 10**15


def item_lines(
    items: Iterable[InvoiceItem], modules: Mapping[ModuleId, Module], taxes: Taxes, zone: ZoneInfo
) -> list[ItemLine]:
    """The line of each item, in their order. Its day is the one on which it was entered."""
    return [_line(item, modules.get(item.module_id) if item.module_id else None, taxes, zone) for item in items]


def item_amount(item: InvoiceItem | NewItem) -> Money:
    """quantity × unit amount, rounded once: what the line says before anything is said of its tax."""
    return rounded_amount(Fraction(item.quantity) * Fraction(item.unit_amount), item.currency)


def check_item(new: NewItem, at: str = "") -> None:
    """Raises `Invalid`, with pointers below `at`, for what cannot stand on an invoice."""
    problems = []
    if not new.description.strip():
        problems.append(FieldProblem(f"{at}/description", "Say what the line is for."))
    if new.quantity <= 0:
        problems.append(FieldProblem(f"{at}/quantity", "The quantity must be more than nothing."))
    if new.tax_rate is not None and not 0 <= new.tax_rate < 1:
        problems.append(FieldProblem(f"{at}/tax_rate", "tax_rate must be a ratio from 0 to below 1."))
    if abs(item_amount(new).minor) >= MINOR_MAX:
        problems.append(FieldProblem(f"{at}/unit_amount", "The line comes to more than can be invoiced."))
    if problems:
        raise Invalid(f"The line cannot stand like this: {problems[0].detail}", fields=problems)


def bearable(others: Sequence[AnyLine], items: Sequence[ItemLine]) -> list[ItemLine]:
    """Those of the items that an invoice with the `others` takes, in their order; all are of one currency."""
    if not items:
        return []
    charged = (line for line in items if line.amount.minor >= 0)
    total = sum_of((line.gross for line in (*others, *charged)), items[0].charge.currency)
    kept = []
    for line in items:
        if line.amount.minor < 0:
            if (total + line.gross).minor < 0:
                continue
            total += line.gross
        kept.append(line)
    return kept


def _line(item: InvoiceItem, module: Module | None, taxes: Taxes, zone: ZoneInfo) -> ItemLine:
    step = Step(
        kind=StepKind.per_unit,
        label=item.description,
        quantity=item.quantity,
        unit=item.unit or None,
        unit_amount=item.unit_amount,
    )
    amount = item_amount(item)
    rate = taxes.rate_of(item.tax_code) if item.tax_rate is None else item.tax_rate
    tax = tax_of(amount, rate, inclusive=taxes.inclusive)
    charge = ItemCharge(
        item=item,
        module_slug="" if module is None else module.slug,
        module_name="" if module is None else module.name,
        period=_day_of(item.entered_at, zone),
        step=step,
    )
    return ItemLine(
        charge=charge,
        description=item.description,
        quantity=item.quantity,
        amount=amount,
        tax_rate=rate,
        tax=tax,
        tax_inclusive=taxes.inclusive,
        corrects=None,
        explain=_explain(charge, amount, rate, tax, inclusive=taxes.inclusive),
    )


def _day_of(moment: datetime, zone: ZoneInfo) -> Period:
    day = moment.astimezone(zone).date()
    following = day + timedelta(days=1)
    return Period(local_midnight(day, zone), local_midnight(following, zone), day, following)


def _explain(charge: ItemCharge, amount: Money, rate: Decimal, tax: Money, *, inclusive: bool) -> Explain:
    item = charge.item
    return {
        "result": to_json(amount),
        "price": {
            "component": charge.component,
            "model": "one_off",
            "currency": item.currency.code,
            "description": item.description,
            "entered_by": item.entered_by,
            "entered_at": to_json(item.entered_at),
        },
        "period": {"start": to_json(charge.period.start), "end": to_json(charge.period.end)},
        "steps": [charge.step.as_json()],
        "rounding": {
            "exact": exact_text(charge.step.value),
            "rounded": str(amount.major),
            "rule": "half_up",
            "digits": item.currency.exponent,
        },
        "tax": {
            "rate": format(rate, "f"),
            "base": to_json(amount - tax if inclusive else amount),
            "amount": to_json(tax),
            "inclusive": inclusive,
        }
        | ({} if item.tax_code is None else {"code": item.tax_code}),
        "policy": [],
    }
