"""What was corrected, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, or_, select

from trunkline.domains.usage.model import Call, Cause, Correction, UsageForm
from trunkline.domains.usage.store import correction_of, usage_correction
from trunkline.infra.scope import Scope
from trunkline.kernel.page import Page, PageRequest, page_of

_columns = usage_correction.c


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFilter:
    """What is asked for; None asks for all."""

    form: UsageForm | None = None
    source: str | None = None
    identity: str | None = None
    cause: Cause | None = None


async def corrections(scope: Scope, request: PageRequest, wanted: CorrectionFilter) -> Page[Correction]:
    """The company's corrections of events and calls."""
    words = {"form": wanted.form, "source": wanted.source, "identity": wanted.identity, "cause": wanted.cause}
    asked = [_columns[name] == str(value) for name, value in words.items() if value is not None]
    chosen = select(usage_correction).where(_columns.company_id == scope.company, *asked)
    if request.position is not None:
        at, form, source, identity, sequence = request.position
        moment = datetime.fromisoformat(str(at))
        place = (_columns.form, _columns.source, _columns.identity, _columns.sequence)
        last = (str(form), str(source), str(identity), int(str(sequence)))
        # Spelled out, because MariaDB reads no index for a comparison of rows.
        before = [and_(*(place[i] == last[i] for i in range(n)), place[n] < last[n]) for n in range(len(place))]
        chosen = chosen.where(or_(_columns.recorded_at < moment, and_(_columns.recorded_at == moment, or_(*before))))
    order = (_columns.recorded_at, _columns.form, _columns.source, _columns.identity, _columns.sequence)
    rows = await scope.tx.execute(chosen.order_by(*(column.desc() for column in order)).limit(request.limit + 1))
    return page_of([correction_of(row) for row in rows], request, _position)


async def corrections_of_call(scope: Scope, call: Call) -> list[Correction]:
    """From the first to the one that stands."""
    chosen = select(usage_correction).where(
        _columns.company_id == call.company_id,
        _columns.form == UsageForm.calls.value,
        _columns.source == call.source,
        _columns.identity == call.external_id,
    )
    rows = await scope.tx.execute(chosen.order_by(_columns.sequence))
    return [correction_of(row) for row in rows]


def _position(one: Correction) -> tuple[str, str, str, str, int]:
    return one.recorded_at.astimezone(UTC).isoformat(), one.form.value, one.source, one.identity, one.sequence
