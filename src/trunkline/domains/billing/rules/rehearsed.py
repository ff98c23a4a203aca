"""What of a run's lines, and of what was booked before, is about a price that was corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from trunkline.domains.billing.model import AnyLine, Booked, PeriodKey
from trunkline.domains.billing.model.rehearsed import RehearsedPeriod
from trunkline.domains.marketplace.model import CommitmentTerms, Price
from trunkline.domains.tenants.model import Company
from trunkline.kernel.money import Money

RowKey = tuple[PeriodKey, str]


def rehearsed_periods(
    company: Company,
    price: Price,
    billed: Mapping[PeriodKey, datetime],
    lines: Iterable[AnyLine],
    events: Mapping[PeriodKey, int],
    booked: Iterable[tuple[Price, Booked]],
) -> list[RehearsedPeriod]:
    """A row for each component in each billed period whose lines or whose usage change under `price`.

    `billed` names the ends of the periods; `events` how many count under the price; `booked` is what was booked, with its price.
    """
    none = Money.zero(price.currency)
    deltas: dict[RowKey, Money] = defaultdict(lambda: none)
    for line in lines:
        row = _row_of(line, price)
        if row is not None and row[0] in billed:
            deltas[row] += line.amount
    asked: dict[RowKey, Money] = defaultdict(lambda: none)
    for under, one in booked:
        key = PeriodKey(one.key.subscription_id, under.timing, one.key.service_start)
        asked[key, under.component] += one.amount - one.waived
    wanted = deltas.keys() | {(key, price.component) for key in events if key in billed}
    return [
        RehearsedPeriod(
            company_id=company.id,
            company_name=company.name,
            key=key,
            period_end=billed[key],
            component=component,
            billed=asked[key, component],
            delta=deltas[key, component],
            events=events.get(key, 0) if component == price.component else 0,
        )
        for key, component in sorted(wanted, key=lambda row: (row[0].period_start, row[0].subscription_id, row[1]))
    ]


def _row_of(line: AnyLine, price: Price) -> RowKey | None:
    """The row of a line of the price, or of what its plan commits to: a commitment takes in what the price comes to."""
    under, key = line.charge.price, line.charge.key
    if under is None or key is None or (under.plan_id, under.currency) != (price.plan_id, price.currency):
        return None
    if under.component != price.component and not isinstance(under.terms, CommitmentTerms):
        return None
    return PeriodKey(key.subscription_id, under.timing, key.service_start), under.component
