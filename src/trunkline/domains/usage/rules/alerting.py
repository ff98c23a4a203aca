"""Which alerts can be set, what they read, and which of their thresholds a reading has reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from trunkline.domains.marketplace.model import AggregationKind
from trunkline.domains.usage.model.alerts import AlertKind, AlertReading, Measure, NewAlert, PercentOf, Spike, Threshold
from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.domains.usage.model.running import RunningTotal
from trunkline.domains.usage.rules.acceptable import is_name
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import is_exact
from trunkline.kernel.quantity import QUANTITY_DIGITS, from_e6

ALERT_NAME_MAX = 80
ALERTS_MAX = 100  # of one company: each is read every minute
THRESHOLDS_MAX = 20
BOUND_MAX = 10**12
PERCENT_MAX = 1_000
FACTOR_MAX = 1_000
SPIKE_DAYS_MIN, SPIKE_DAYS_MAX = 3, 34  # snapshots of every hour are kept for 35 days


def check_alert(new: NewAlert) -> None:
    """Raises `Invalid` naming every field that cannot stand."""
    problems = list(_problems(new))
    if problems:
        raise Invalid(f"The alert cannot be set like this: {problems[0].detail}", fields=problems)


def value_of(measure: Measure, totals: Sequence[RunningTotal]) -> Decimal:
    """What one meter comes to in one period.

    What several subscriptions, or several versions of a price, measure is added up; of maxima the highest counts, of latest values
    the one that was used last. Different values are counted per version of a price, as they are billed.
    """
    if measure is not Measure.quantity:
        return Decimal(sum(int(getattr(one.total, measure.value)) for one in totals))
    by_kind = groupby(sorted(totals, key=lambda one: one.kind), key=lambda one: one.kind)
    return from_e6(sum(_quantity_e6(kind, list(group)) for kind, group in by_kind))


def included_in(totals: Sequence[RunningTotal]) -> Decimal:
    """The units that the prices in force include: of each subscription those of its newest price.

    A price that groups usage includes them in each group, and none in what all groups come to.
    """
    newest = {one.total.subscription_id: one for one in sorted(totals, key=lambda one: one.price.effective_from)}
    including = (one.price for one in newest.values() if not one.price.group_by)
    return sum((price.adjustments.included_units for price in including), Decimal(0))


def reached(reading: AlertReading) -> list[int]:
    """The thresholds that the reading has reached and that were not told yet, the lowest first."""
    bounds = {
        at: bound for at in range(len(reading.alert.thresholds)) if (bound := reading.bound(at)) is not None and bound
    }
    met = (at for at, bound in bounds.items() if bound <= reading.value and at not in reading.crossed)
    return sorted(met, key=bounds.__getitem__)


def threshold_words(reading: AlertReading, threshold: Threshold) -> str:
    """`800`, `80 % of 1000`, or `80 % of 1000 included`."""
    if threshold.value is not None:
        return format(threshold.value, "f")
    if reading.alert.percent_of is PercentOf.included:
        return f"{threshold.percent:f} % of {reading.included:f} included"
    return f"{threshold.percent:f} % of {reading.alert.limit:f}"


def _quantity_e6(kind: AggregationKind, totals: Sequence[RunningTotal]) -> int:
    match kind:
        case AggregationKind.max:
            return max(one.quantity_e6 for one in totals)
        case AggregationKind.latest:
            return max(totals, key=lambda one: one.rank).quantity_e6
        case _:
            return sum(one.quantity_e6 for one in totals)


def _problems(new: NewAlert) -> Iterator[FieldProblem]:
    if not new.name.strip() or len(new.name) > ALERT_NAME_MAX or not new.name.isprintable():
        yield FieldProblem("/name", f"name must be one line of 1 to {ALERT_NAME_MAX} characters.")
    if not is_name(new.meter):
        detail = f"meter must be 1 … {NAME_MAX} printable ASCII characters without a blank at either end."
        yield FieldProblem("/meter", detail)
    if new.kind is AlertKind.spike:
        yield from _spike_problems(new)
    else:
        yield from _bound_problems(new)


def _bound_problems(new: NewAlert) -> Iterator[FieldProblem]:
    if new.spike is not None:
        yield FieldProblem("/spike", "spike must be left out: this alert has thresholds.")
    if new.limit is not None and not (0 < new.limit <= BOUND_MAX and is_exact(new.limit, QUANTITY_DIGITS)):
        yield FieldProblem("/limit", f"limit must be above 0 and at most {BOUND_MAX}, with at most six decimals.")
    if new.limit is not None and new.percent_of is PercentOf.included:
        yield FieldProblem("/limit", "limit must be left out: percentages are of the included units.")
    if new.percent_of is PercentOf.included and new.measure is not Measure.quantity:
        yield FieldProblem(
            "/percent_of", "percent_of included needs the measure quantity: that is what a price includes."
        )
    if not 1 <= len(new.thresholds) <= THRESHOLDS_MAX:
        yield FieldProblem("/thresholds", f"thresholds must hold 1 to {THRESHOLDS_MAX}.")
    for position, threshold in enumerate(new.thresholds):
        yield from _threshold_problems(new, threshold, f"/thresholds/{position}")
    if len(set(new.thresholds)) < len(new.thresholds):
        yield FieldProblem("/thresholds", "thresholds must differ from one another.")


def _threshold_problems(new: NewAlert, threshold: Threshold, at: str) -> Iterator[FieldProblem]:
    if (threshold.value is None) == (threshold.percent is None):
        yield FieldProblem(at, "a threshold has either value or percent.")
    if threshold.value is not None and not 0 < threshold.value <= BOUND_MAX:
        yield FieldProblem(f"{at}/value", f"value must be above 0 and at most {BOUND_MAX}.")
    if threshold.percent is not None:
        if not 0 < threshold.percent <= PERCENT_MAX:
            yield FieldProblem(f"{at}/percent", f"percent must be above 0 and at most {PERCENT_MAX}.")
        if new.limit is None and new.percent_of is PercentOf.limit:
            yield FieldProblem("/limit", "limit must say what the percentages are of.")


def _spike_problems(new: NewAlert) -> Iterator[FieldProblem]:
    if new.thresholds:
        yield FieldProblem("/thresholds", "thresholds must be left out: a spike is compared with what is usual.")
    if new.limit is not None or new.percent_of is not PercentOf.limit:
        yield FieldProblem("/limit", "limit and percent_of must be left out: a spike is compared with what is usual.")
    if new.spike is None:
        yield FieldProblem("/spike", "spike must say by what factor, and from what minimum on.")
        return
    yield from _factor_problems(new.spike)


def _factor_problems(spike: Spike) -> Iterator[FieldProblem]:
    if not (1 < spike.factor <= FACTOR_MAX and is_exact(spike.factor, QUANTITY_DIGITS)):
        detail = f"factor must be above 1 and at most {FACTOR_MAX}, with at most six decimals."
        yield FieldProblem("/spike/factor", detail)
    if not (0 < spike.minimum <= BOUND_MAX and is_exact(spike.minimum, QUANTITY_DIGITS)):
        detail = f"minimum must be above 0 and at most {BOUND_MAX}, with at most six decimals."
        yield FieldProblem("/spike/minimum", detail)
    if not SPIKE_DAYS_MIN <= spike.days <= SPIKE_DAYS_MAX:
        yield FieldProblem("/spike/days", f"days must be {SPIKE_DAYS_MIN} … {SPIKE_DAYS_MAX}.")
