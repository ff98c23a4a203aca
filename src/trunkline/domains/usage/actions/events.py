"""Recording usage events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from trunkline.domains.usage import store
from trunkline.domains.usage.actions.counting import SortedOut, count_new, refuse_large, sorted_out
from trunkline.domains.usage.model import IngestProblem, IngestResult, UsageEventInput
from trunkline.domains.usage.rules.acceptable import Refusal, event_refusal
from trunkline.domains.usage.rules.measuring import Unmeasurable
from trunkline.domains.usage.rules.metering import LocalDays, Metered, metered_event
from trunkline.domains.usage.rules.tariffs import Tariffs
from trunkline.infra.scope import Scope

Counted = dict[tuple[str, str], tuple[int, UsageEventInput, Metered]]


async def record_events(scope: Scope, events: Sequence[UsageEventInput]) -> IngestResult:
    """Count each event once for ever, by (source, event_id); the first one told is the one that counts.

    A refused event does not stop the others. Late events are accepted: the total of their period becomes unbooked again. Raises
    `TooLarge` above `BATCH_MAX`.
    """
    refuse_large(len(events))
    counted, repeated, problems = await sorted_out(scope, partial(_sorted_out, events, scope.now))
    known = await _insert(scope, counted, len(repeated))
    return IngestResult(len(counted) - len(known), tuple(sorted([*repeated, *known])), tuple(problems))


def _sorted_out(
    events: Sequence[UsageEventInput], now: datetime, tariffs: Tariffs, days: LocalDays
) -> SortedOut[tuple[str, str], UsageEventInput]:
    counted: Counted = {}
    repeated: list[int] = []
    problems: list[IngestProblem] = []
    for index, event in enumerate(events):
        measured = _measured(event, tariffs, days, now)
        if isinstance(measured, Refusal):
            problems.append(IngestProblem(index, event.event_id[:120], measured.code, measured.detail))
        elif (key := (event.source, event.event_id)) in counted:
            repeated.append(index)
        else:
            counted[key] = (index, event, measured)
    return counted, repeated, problems


async def _insert(scope: Scope, counted: Counted, repeated: int) -> list[int]:
    """Insert and count; returns the indices of those that the database knew already."""
    if not counted:
        return []
    new = await store.insert_events(scope, [(event, row) for _, event, row in counted.values()])
    known = [index for key, (index, _, _) in counted.items() if key not in new]
    await count_new(scope, [row for key, (_, _, row) in counted.items() if key in new], repeated + len(known))
    return known


def _measured(event: UsageEventInput, tariffs: Tariffs, days: LocalDays, now: datetime) -> Metered | Refusal:
    refusal = event_refusal(event, now)
    if refusal is not None:
        return refusal
    try:
        return metered_event(event, tariffs.at(event.meter, event.used_at), days.of(event.used_at), now)
    except Unmeasurable as problem:
        return Refusal(problem.code, str(problem))
