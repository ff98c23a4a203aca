"""What a correction makes of an event or a call, and what stood in the totals before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from trunkline.domains.marketplace.model import CallTerms, Price, Subscription
from trunkline.domains.marketplace.rules import call_rater
from trunkline.domains.usage.model.calls import CallRecordInput
from trunkline.domains.usage.model.corrections import REASON_MAX, CallCorrection, EventCorrection, Standing
from trunkline.domains.usage.model.events import UsageEventInput
from trunkline.domains.usage.model.measures import Measured
from trunkline.domains.usage.model.totals import TotalKey
from trunkline.domains.usage.rules.acceptable import Refusal, call_refusal, event_refusal
from trunkline.domains.usage.rules.metering import LocalDays, Metered, is_summed, metered_again
from trunkline.domains.usage.rules.tariffs import Tariff, Tariffs, bounds, measuring
from trunkline.kernel.ids import PriceId, SubscriptionId


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an event or a call says from now on, or that it counts for nothing."""

    told: UsageEventInput | CallRecordInput
    is_void: bool


def corrected_event(before: Standing, correction: EventCorrection, now: datetime) -> Corrected | Refusal:
    """The event with what the correction names; everything else as it stands."""
    assert isinstance(before.told, UsageEventInput), "an event's correction corrects an event"
    if (refusal := _reason_refusal(correction.reason)) is not None:
        return refusal
    named = {name: getattr(correction, name) for name in ("quantity", "properties", "used_at")}
    changes = {name: value for name, value in named.items() if value is not None}
    if (
        refusal := _empty_refusal(correction.void, bool(changes)) or _void_refusal(before, correction.void)
    ) is not None:
        return refusal
    told = msgspec.structs.replace(before.told, **changes)
    return event_refusal(told, now) or Corrected(told, bool(correction.void))


def corrected_call(before: Standing, correction: CallCorrection, now: datetime) -> Corrected | Refusal:
    """The call with the length that the correction names."""
    assert isinstance(before.told, CallRecordInput), "a call's correction corrects a call"
    if (refusal := _reason_refusal(correction.reason)) is not None:
        return refusal
    seconds = correction.billable_seconds
    empty = _empty_refusal(correction.void, seconds is not None)
    if (refusal := empty or _void_refusal(before, correction.void)) is not None:
        return refusal
    told = before.told if seconds is None else msgspec.structs.replace(before.told, billable_seconds=seconds)
    return call_refusal(told, now) or Corrected(told, bool(correction.void))


def changes_nothing(before: Standing, after: Corrected) -> bool:
    """Told twice; or what is voided is voided again."""
    return before.is_void == after.is_void and (after.is_void or before.told == after.told)


def counted_before(before: Standing, tariff: Tariff | None, days: LocalDays) -> Metered:
    """What stands in the totals of it: the figures that were kept, and its measure, which the price and what was told decide."""
    assert not before.is_void, "what is void stands nowhere"
    told, day = before.as_told_now(), days.of(before.used_at)
    return Metered(
        before.meter,
        tariff,
        day,
        before.quantity_e6,
        bool(before.calls),
        bool(before.answered),
        before.billable_seconds,
        before.billed_seconds,
        before.amount_e4,
        *(() if tariff is None or is_summed(tariff) else _measured_and_grouped(metered_again(told, tariff, day))),
    )


def _measured_and_grouped(row: Metered) -> tuple[Measured | None, str]:
    return row.measured, row.group


class KnownTariffs:
    """What was rated under a price in a period, as a tariff: the one that holds now if it is that, or else as it was."""

    def __init__(
        self,
        tariffs: Tariffs,
        subscriptions: Mapping[SubscriptionId, Subscription],
        prices: Mapping[PriceId, Price],
        ends: Mapping[TotalKey, datetime],
        zone: ZoneInfo,
    ) -> None:
        self._tariffs, self._subscriptions, self._prices = tariffs, subscriptions, dict(prices)
        self._ends, self._zone = dict(ends), zone
        self._made: dict[TotalKey, Tariff] = {}

    def of(self, standing: Standing) -> Tariff | None:
        """What stands in the totals of `standing` stands there under this; None where nobody had subscribed."""
        key = key_of(standing)
        if key is None:
            return None
        return self._now(standing, key) or self._as_it_was(key)

    def of_key(self, key: TotalKey) -> Tariff:
        """What a total is of."""
        return self._as_it_was(key)

    def under(self, standing: Standing, price: Price) -> Tariff:
        """The same subscription and period, under another version of its price."""
        key = key_of(standing)
        assert key is not None, "it is rated"
        other = key._replace(price_id=price.id)
        self._prices[price.id] = price
        self._ends[other] = self._ends[key]
        return self._now(standing, other) or self._as_it_was(other)

    def of_total(self, standing: Standing, tariff: Tariff) -> Tariff:
        """The same for what is known to stand in the total of `tariff`."""
        return self._now(standing, total_of(tariff)) or tariff

    def _now(self, standing: Standing, key: TotalKey) -> Tariff | None:
        now = self._tariffs.at(standing.meter, standing.used_at)
        return now if now is not None and total_of(now) == key else None

    def _as_it_was(self, key: TotalKey) -> Tariff:
        if key not in self._made:
            price = self._prices[PriceId(key.price_id)]
            self._made[key] = Tariff(
                since=key.period_start,
                until=self._ends[key],
                subscription=self._subscriptions[SubscriptionId(key.subscription_id)],
                price=price,
                period_start=key.period_start,
                period_end=self._ends[key],
                zone=self._zone,
                rater=call_rater(price.terms) if isinstance(price.terms, CallTerms) else None,
                aggregation=measuring(price),
                held_by=bounds(price),
                group_by=price.group_by,
            )
        return self._made[key]


def key_of(standing: Standing) -> TotalKey | None:
    """The total that it stands in."""
    if standing.subscription_id is None:
        return None
    assert standing.price_id is not None and standing.period_start is not None, "what is rated has a price and a period"
    return TotalKey(standing.subscription_id, standing.price_id, standing.period_start)


def total_of(tariff: Tariff) -> TotalKey:
    return TotalKey(tariff.subscription.id, tariff.price.id, tariff.period_start)


def _reason_refusal(reason: str) -> Refusal | None:
    if reason.strip() and len(reason) <= REASON_MAX and reason.isprintable():
        return None
    return Refusal("invalid_reason", f"reason must be one line of 1 … {REASON_MAX} characters.")


def _void_refusal(before: Standing, void: bool | None) -> Refusal | None:
    """What is void counts again only where somebody says so: an older correction that is sent once more must not bill it."""
    if not before.is_void or void is not None:
        return None
    return Refusal(
        "voided", "It is void and counts for nothing. To let it count again, send void: false with the new values."
    )


def _empty_refusal(void: bool | None, changes: bool) -> Refusal | None:
    if void and changes:
        return Refusal(
            "contradiction", "What is voided has no new values: send either void or what it should have been."
        )
    if void is None and not changes:
        return Refusal("nothing_to_correct", "Name what it should have been, or void: true.")
    return None
