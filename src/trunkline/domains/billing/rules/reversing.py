"""What is given back: a period, or a price in it, that was billed and is not due any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import Charge, InvoiceLine
from trunkline.domains.marketplace.model import Price
from trunkline.kernel.ids import PriceId
from trunkline.kernel.period import Period


def reversals(lines: Sequence[InvoiceLine], prices: Mapping[PriceId, Price]) -> list[Charge]:
    """A charge of nothing for each of the lines: the delta rule then gives back what was booked."""
    return [_nothing(line, prices[line.price_id]) for line in lines if line.price_id is not None]


def _nothing(line: InvoiceLine, price: Price) -> Charge:
    assert line.key is not None and line.module_id is not None, "what is given back was a subscription's"
    return Charge(
        key=line.key,
        company_id=line.company_id,
        module_id=line.module_id,
        module_slug=line.module_slug,
        module_name=line.module_name,
        plan_name=line.plan_name,
        price=price,
        period=Period(line.period_start, line.period_end, line.first_day, line.next_day),
        exact=Fraction(0),
        quantity=Decimal(0),
        unit=line.unit,
        unit_amount=line.unit_amount,
        steps=(),
        detail="not used",
    )
