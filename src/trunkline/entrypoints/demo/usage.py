"""What a demo company's calls leave behind: the call records, and the events that its other modules count per call."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import BATCH_MAX, CallRecordInput, UsageEventInput
from trunkline.entrypoints.demo.people import DemoCompany
from trunkline.infra.scope import Scope

SOURCE = "demo-pbx"


async def record(scope: Scope, company: DemoCompany, calls: Sequence[CallRecordInput]) -> None:
    """Record calls and their events; repeating it adds nothing."""
    for first in range(0, len(calls), BATCH_MAX):
        batch = calls[first : first + BATCH_MAX]
        await usage.record_calls(scope, SOURCE, company.calls_on, batch)
        if events := [event for call in batch for event in _events(company, call)]:
            await usage.record_events(scope, events[:BATCH_MAX])


def _events(company: DemoCompany, call: CallRecordInput) -> list[UsageEventInput]:
    """At most one event per call: what the module beside the receptionist made of it."""
    if call.billable_seconds == 0:
        return []
    dice = Random(f"events of {call.external_id}")
    meter, share = company.also_counts
    if dice.random() >= share:
        return []
    quantity = Decimal(call.billable_seconds) / 60 if meter.endswith("_minutes") else Decimal(1)
    return [
        UsageEventInput(
            meter=meter,
            event_id=call.external_id,
            used_at=call.ended_at,
            source=SOURCE,
            quantity=quantity.quantize(Decimal("0.01")) if meter.endswith("_minutes") else quantity,
            properties={"agent": call.agent},
        )
    ]
