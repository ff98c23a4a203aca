"""Which alerts can be set, and which of their thresholds a reading has reached."""

from __future__ import annotations

from collections.abc import Iterator

from trunkline.domains.usage.model.alerts import AlertReading, NewAlert, Threshold
from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import is_exact
from trunkline.kernel.quantity import QUANTITY_DIGITS

ALERT_NAME_MAX = 80
THRESHOLDS_MAX = 20
BOUND_MAX = 10**12
PERCENT_MAX = 1_000


def check_alert(new: NewAlert) -> None:
    """Raises `Invalid` naming every field that cannot stand."""
    problems = list(_problems(new))
    if problems:
        raise Invalid(f"The alert cannot be set like this: {problems[0].detail}", fields=problems)


def reached(reading: AlertReading) -> list[int]:
    """The thresholds that the reading has reached and that were not told yet, the lowest first."""
    alert = reading.alert
    met = [one for one in range(len(alert.thresholds)) if alert.bound(one) <= reading.value]
    return sorted((one for one in met if one not in reading.crossed), key=alert.bound)


def threshold_words(alert: NewAlert | AlertReading, threshold: Threshold) -> str:
    """`800`, or `80 % of 1000`."""
    if threshold.value is not None:
        return format(threshold.value, "f")
    limit = alert.limit if isinstance(alert, NewAlert) else alert.alert.limit
    assert threshold.percent is not None and limit is not None, "a percentage has something to be one of"
    return f"{threshold.percent:f} % of {limit:f}"


def _problems(new: NewAlert) -> Iterator[FieldProblem]:
    for name, text, most in (("name", new.name, ALERT_NAME_MAX), ("meter", new.meter, NAME_MAX)):
        if not text.strip() or len(text) > most or not text.isprintable():
            yield FieldProblem(f"/{name}", f"{name} must be one line of 1 to {most} characters.")
    if new.limit is not None and not (0 < new.limit <= BOUND_MAX and is_exact(new.limit, QUANTITY_DIGITS)):
        yield FieldProblem("/limit", f"limit must be above 0 and at most {BOUND_MAX}, with at most six decimals.")
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
        if new.limit is None:
            yield FieldProblem("/limit", "limit must say what the percentages are of.")
