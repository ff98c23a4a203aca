"""Recording calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from trunkline.domains.usage import store
from trunkline.domains.usage.actions.counting import SortedOut, count_new, refuse_large, sorted_out
from trunkline.domains.usage.model import CallRecordInput, IngestProblem, IngestResult
from trunkline.domains.usage.rules.acceptable import Refusal, call_refusal, is_name
from trunkline.domains.usage.rules.measuring import Unmeasurable
from trunkline.domains.usage.rules.metering import LocalDays, Metered, metered_call
from trunkline.domains.usage.rules.tariffs import Tariffs
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid

Counted = dict[str, tuple[int, CallRecordInput, Metered]]


async def record_calls(scope: Scope, source: str, meter: str, calls: Sequence[CallRecordInput]) -> IngestResult:
    """Keep each call once for ever, by (source, external_id), rated under the price in force at its start.

    A refused call does not stop the others. Raises `TooLarge` above `BATCH_MAX` and `Invalid` for an impossible source or meter.
    """
    refuse_large(len(calls))
    _check_names(source, meter)
    counted, repeated, problems = await sorted_out(scope, partial(_sorted_out, calls, source, meter, scope.now))
    known = await _insert(scope, source, counted, len(repeated))
    return IngestResult(len(counted) - len(known), tuple(sorted([*repeated, *known])), tuple(problems))


def _sorted_out(
    calls: Sequence[CallRecordInput], source: str, meter: str, now: datetime, tariffs: Tariffs, days: LocalDays
) -> SortedOut[str, CallRecordInput]:
    counted: Counted = {}
    repeated: list[int] = []
    problems: list[IngestProblem] = []
    for index, call in enumerate(calls):
        measured = _measured(call, source, meter, now, tariffs, days)
        if isinstance(measured, Refusal):
            problems.append(IngestProblem(index, call.external_id[:120], measured.code, measured.detail))
        elif call.external_id in counted:
            repeated.append(index)
        else:
            counted[call.external_id] = (index, call, measured)
    return counted, repeated, problems


def _measured(
    call: CallRecordInput, source: str, meter: str, now: datetime, tariffs: Tariffs, days: LocalDays
) -> Metered | Refusal:
    refusal = call_refusal(call, now)
    if refusal is not None:
        return refusal
    moment = call.started_at
    try:
        return metered_call(meter, call, tariffs.at(meter, moment), days.of(moment), now, source)
    except Unmeasurable as problem:
        return Refusal(problem.code, str(problem))


async def _insert(scope: Scope, source: str, counted: Counted, repeated: int) -> list[int]:
    """Insert and count; returns the indices of those that the database knew already."""
    if not counted:
        return []
    new = await store.insert_calls(scope, source, [(call, row) for _, call, row in counted.values()])
    known = [index for key, (index, _, _) in counted.items() if key not in new]
    await count_new(scope, [row for key, (_, _, row) in counted.items() if key in new], repeated + len(known))
    return known


def _check_names(source: str, meter: str) -> None:
    wrong = [name for name, text in (("source", source), ("meter", meter)) if not is_name(text)]
    if wrong:
        fields = [FieldProblem(f"/{name}", "must be 1 … 60 printable ASCII characters.") for name in wrong]
        raise Invalid(f"{' and '.join(wrong)} must be 1 … 60 printable ASCII characters.", fields=fields)
