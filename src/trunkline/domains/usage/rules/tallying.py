"""What a batch of rows adds to which total, group and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trunkline.domains.usage.model.measures import Measured, Measures
from trunkline.domains.usage.model.totals import DailyKey, Sums, TotalKey
from trunkline.domains.usage.rules.metering import Metered
from trunkline.domains.usage.rules.tariffs import Tariff


@dataclass(slots=True)
class GroupTally:
    """What rows add to one group of a total. `measures` None: its price has no aggregation, or it is read anew."""

    sums: Sums
    measures: Measures | None

    def take(self, row: Metered) -> None:
        self.sums.add(_sums_of(row))
        if row.measured is not None:
            self.take_measure(row.measured)

    def take_measure(self, one: Measured) -> None:
        assert self.measures is not None, "what is measured has a measure"
        self.measures.take(one)

    def give_back(self, row: Metered) -> None:
        self.sums.add(_sums_of(row).negated())
        if row.measured is not None:
            assert self.measures is not None, "what is measured has a measure"
            self.measures.give_back(row.measured)


class Tally:
    """What new rows add up to. Only rows that the database has just accepted may be added."""

    def __init__(self, rows: Iterable[Metered] = ()) -> None:
        self.totals: dict[TotalKey, tuple[Tariff, Sums]] = {}
        self.measures: dict[TotalKey, Measures] = {}
        self.groups: dict[TotalKey, dict[str, GroupTally]] = defaultdict(dict)
        self.daily: dict[DailyKey, Sums] = defaultdict(Sums)
        self.whole = Sums()
        self.amounts_e4: dict[str, int] = defaultdict(int)
        counted: list[Metered] = []
        for tariff, day, meter, sums in _grouped(rows, counted):
            self._add(tariff, day, meter, sums)
        for row in counted:
            self._count(row)

    @staticmethod
    def of_nothing(key: TotalKey, tariff: Tariff) -> Tally:
        """Of one total, to which nothing is added."""
        tally = Tally()
        tally.totals[key] = (tariff, Sums())
        return tally

    def take_back(self, rows: Iterable[Metered]) -> None:
        """`rows` were counted as nobody's before: their days lose what they had brought there."""
        for _, day, meter, sums in _grouped(rows, []):
            self.daily[DailyKey(day, meter, "", "")].add(sums.negated())

    def withdraw(self, rows: Iterable[Metered]) -> None:
        """`rows` were counted and do not count any more: their totals and days lose what they had brought there."""
        counted: list[Metered] = []
        for tariff, day, meter, sums in _grouped(rows, counted):
            self._add(tariff, day, meter, sums.negated())
        for row in counted:
            key = _total_of(row)
            if row.measured is not None:
                self.measures[key].give_back(row.measured)
            if row.group:
                self._group(key, row).give_back(row)

    def take_measure(self, row: Metered) -> None:
        """`row` is counted in its total and its group already, and not measured."""
        key = _total_of(row)
        if row.measured is not None:
            self.measures[key].take(row.measured)
            if row.group:
                self._group(key, row).take_measure(row.measured)

    def forget_measures(self, key: TotalKey) -> None:
        """What was measured of a total that is read anew."""
        del self.measures[key]
        for one in self.groups.get(key, {}).values():
            one.measures = None

    def _add(self, tariff: Tariff | None, day: date, meter: str, sums: Sums) -> None:
        self.whole.add(sums)
        if tariff is None:
            self.daily[DailyKey(day, meter, "", "")].add(sums)
            return
        subscription, currency = tariff.subscription, tariff.price.currency.code
        self.daily[DailyKey(day, meter, subscription.module_id, currency)].add(sums)
        key = TotalKey(subscription.id, tariff.price.id, tariff.period_start)
        self.totals.setdefault(key, (tariff, Sums()))[1].add(sums)
        if tariff.rater is not None:
            self.amounts_e4[currency] += sums.amount_e4
        if tariff.aggregation is not None:
            self.measures.setdefault(key, Measures(tariff.aggregation.kind))

    def _count(self, row: Metered) -> None:
        key = _total_of(row)
        if row.measured is not None:
            self.measures[key].take(row.measured)
        if row.group:
            self._group(key, row).take(row)

    def _group(self, key: TotalKey, row: Metered) -> GroupTally:
        found = self.groups[key].get(row.group)
        if found is None:
            assert row.tariff is not None, "only prices group usage"
            aggregation = row.tariff.aggregation
            measures = None if aggregation is None else Measures(aggregation.kind)
            found = self.groups[key][row.group] = GroupTally(Sums(), measures)
        return found


def _total_of(row: Metered) -> TotalKey:
    assert row.tariff is not None, "only what is rated is in a total"
    return TotalKey(row.tariff.subscription.id, row.tariff.price.id, row.tariff.period_start)


def _grouped(rows: Iterable[Metered], counted: list[Metered]) -> list[tuple[Tariff | None, date, str, Sums]]:
    """Rows of one tariff and day, added up: a batch has a thousand rows and a handful of these. `counted` gets those
    that are measured or grouped."""
    groups: dict[tuple[int, date, str], tuple[Tariff | None, date, str, Sums]] = {}
    for row in rows:
        key = (id(row.tariff), row.day, row.meter)
        group = groups.get(key)
        if group is None:
            group = groups[key] = (row.tariff, row.day, row.meter, Sums())
        sums = group[3]
        sums.events += 1
        sums.quantity_e6 += row.quantity_e6
        if row.is_call:
            sums.calls += 1
            sums.answered += row.is_answered
            sums.billable_seconds += row.billable_seconds
            sums.billed_seconds += row.billed_seconds
            sums.amount_e4 += row.amount_e4
        if row.measured is not None or row.group:
            counted.append(row)
    return list(groups.values())


def _sums_of(row: Metered) -> Sums:
    if not row.is_call:
        return Sums(events=1, quantity_e6=row.quantity_e6)
    figures = (row.quantity_e6, row.billable_seconds, row.billed_seconds, row.amount_e4)
    return Sums(1, 1, int(row.is_answered), *figures)
