"""What one event or call measures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from trunkline.domains.marketplace.model import UNGROUPED, AggregationKind, Price
from trunkline.domains.marketplace.rules.percentages import held_at
from trunkline.domains.usage.model.calls import CallRecordInput, Disposition
from trunkline.domains.usage.model.events import UsageEventInput
from trunkline.domains.usage.model.measures import Measured
from trunkline.domains.usage.model.waiting import WaitingUsage
from trunkline.domains.usage.rules.acceptable import quantity_e6
from trunkline.domains.usage.rules.levels import counted_since
from trunkline.domains.usage.rules.measuring import Told, Unmeasurable, group_told, measured
from trunkline.domains.usage.rules.tariffs import Tariff
from trunkline.kernel.period import local_midnight
from trunkline.kernel.quantity import QUANTITY_MAX, from_e6

E6 = 1_000_000


class Metered(Struct, frozen=True, gc=False):
    """One event or call in whole numbers. `tariff` None: nobody subscribed to the meter, so it is counted and not rated.

    `quantity_e6` is what was told; `measured` what it counts for where the price has an aggregation, None if a filter leaves it out;
    `group` what it is priced with where the price groups usage.
    """

    meter: str
    tariff: Tariff | None
    day: date
    quantity_e6: int
    is_call: bool = False
    is_answered: bool = False
    billable_seconds: int = 0
    billed_seconds: int = 0
    amount_e4: int = 0
    measured: Measured | None = None
    group: str = UNGROUPED


class NegativeQuantity(Unmeasurable):
    """Only a level can be changed downwards."""

    code = "invalid_quantity"


class FractionOfSecond(Unmeasurable):
    """The price counts calls, whose length is in whole seconds."""

    code = "fraction_of_second"


def metered_event(event: UsageEventInput, tariff: Tariff | None, day: date, recorded_at: datetime) -> Metered:
    """The event's measure. Under a price that rates calls it is one call of `quantity` seconds that started at `used_at`.

    Raises `Unmeasurable`.
    """
    measure = quantity_e6(event)
    if measure < 0 and not (tariff is None or _is_level(tariff)):
        raise NegativeQuantity(f"quantity {event.quantity} is outside 0 … {QUANTITY_MAX}.")
    if tariff is None or tariff.rater is None:
        if tariff is None or is_summed(tariff):
            return Metered(event.meter, tariff, day, measure)
        group = group_told(tariff.group_by, event.properties)
        told = Told(
            measure,
            event.properties,
            event.used_at,
            recorded_at,
            event.source,
            event.event_id,
            _since(tariff, event.used_at),
        )
        return Metered(event.meter, tariff, day, measure, measured=_measured(tariff, told), group=group)
    seconds, rest = divmod(measure, E6)
    if rest:
        raise FractionOfSecond(f"{event.meter} is rated call by call: quantity must be whole seconds.")
    rated = tariff.rater.rate(seconds, event.used_at)
    return Metered(event.meter, tariff, day, measure, True, False, seconds, rated.billed_seconds, rated.amount_e4)


def is_summed(tariff: Tariff) -> bool:
    """Whether the sum of all that was told is all that is asked for."""
    return tariff.aggregation is None and not tariff.group_by


def _measured(tariff: Tariff, told: Told) -> Measured | None:
    one = None if tariff.aggregation is None else measured(tariff.aggregation, told)
    if one is None or tariff.held_by is None:
        return one
    return Measured(one.value_e6, held=held_at(tariff.held_by, from_e6(one.value_e6)))


def _since(tariff: Tariff, used_at: datetime) -> datetime:
    return counted_since(used_at, tariff.since, tariff.zone) if _is_level(tariff) else tariff.since


def _is_level(tariff: Tariff) -> bool:
    return tariff.aggregation is not None and tariff.aggregation.kind is AggregationKind.weighted_sum


def metered_call(
    meter: str, call: CallRecordInput, tariff: Tariff | None, day: date, recorded_at: datetime, source: str
) -> Metered:
    """The call's measure, rated as a whole under the price, and its band, in force at its start (money policy 6)."""
    seconds, answered = call.billable_seconds, call.disposition is Disposition.answered
    if tariff is None or tariff.rater is None:
        quantity = seconds if tariff is None else quantity_of_call(tariff.price, seconds)
        if tariff is None or is_summed(tariff):
            return Metered(meter, tariff, day, quantity * E6, True, answered, seconds)
        properties = properties_of_call(call)
        group = group_told(tariff.group_by, properties)
        told = Told(
            *(quantity * E6, properties, call.started_at, recorded_at, source, call.external_id),
            _since(tariff, call.started_at),
        )
        counted = _measured(tariff, told)
        return Metered(meter, tariff, day, quantity * E6, True, answered, seconds, measured=counted, group=group)
    rated = tariff.rater.rate(seconds, call.started_at)
    return Metered(meter, tariff, day, seconds * E6, True, answered, seconds, rated.billed_seconds, rated.amount_e4)


def metered_again(waiting: WaitingUsage, tariff: Tariff | None, day: date) -> Metered:
    """The measure of usage that is there already, as if it were told now; raises `Unmeasurable` as it would then."""
    if isinstance(waiting.told, UsageEventInput):
        return metered_event(waiting.told, tariff, day, waiting.recorded_at)
    return metered_call(waiting.meter, waiting.told, tariff, day, waiting.recorded_at, waiting.source)


def quantity_of_call(price: Price, seconds: int) -> int:
    """What a call counts for where calls are priced as a sum: itself, its started minutes, or its seconds, by the price's unit."""
    unit = price.unit.lower()
    if unit.startswith("call"):
        return 1
    return -(-seconds // 60) if unit.startswith("min") else seconds


def properties_of_call(call: CallRecordInput) -> dict[str, object]:
    """What an aggregation may name of a call."""
    return {
        "direction": call.direction.value,
        "disposition": call.disposition.value,
        "caller": call.caller,
        "callee": call.callee,
        "agent": call.agent,
        "billable_seconds": call.billable_seconds,
        "duration_seconds": call.duration_seconds,
    }


class LocalDays:
    """The local day of a moment. Usage arrives roughly in order, so the day before is nearly always the answer again."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = self._zone = zone
        self._start = self._end = datetime.min.replace(tzinfo=UTC)
        self._day = date.min

    def of(self, moment: datetime) -> date:
        if not self._start <= moment < self._end:
            self._day = moment.astimezone(self._zone).date()
            self._start = local_midnight(self._day, self._zone)
            self._end = local_midnight(self._day + timedelta(days=1), self._zone)
        return self._day
