"""Usage that was there first: recorded while nobody had subscribed to its meter."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from trunkline.domains.usage.model.calls import CallRecordInput
from trunkline.domains.usage.model.events import UsageEventInput
from trunkline.kernel.ids import PriceId

REFUSAL_MAX = 500


class UsageForm(StrEnum):
    """The two forms in which usage is told and kept."""

    events = "events"
    calls = "calls"


class WaitingUsage(NamedTuple):
    """A row without a price, as it was told. `key` is its primary key, (source, identity) its place in the order of the walk."""

    form: UsageForm
    key: object
    source: str
    identity: str
    meter: str
    used_at: datetime
    told: UsageEventInput | CallRecordInput
    recorded_at: datetime


class RefusedUsage(NamedTuple):
    """Usage that found a subscription whose price does not take it, as it would have been refused had it been told afterwards."""

    form: UsageForm
    source: str
    identity: str
    meter: str
    used_at: datetime
    price_id: PriceId
    code: str
    detail: str
    refused_at: datetime
