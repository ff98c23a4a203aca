"""Usage that found its subscription and was refused by its price, newest refusal first."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import and_, or_, select

from trunkline.domains.usage.model.waiting import RefusedUsage, UsageForm
from trunkline.domains.usage.store import usage_correction, usage_refusal
from trunkline.infra.scope import Scope
from trunkline.kernel.page import Page, PageRequest, page_of

_columns = usage_refusal.c
_ORDER = (_columns.refused_at, _columns.form, _columns.source, _columns.identity)


async def refused_usage(scope: Scope, request: PageRequest) -> Page[RefusedUsage]:
    """What the company's prices refused and nobody has corrected since."""
    corrected = usage_correction.c
    same = [corrected[name] == _columns[name] for name in ("company_id", "form", "source", "identity")]
    chosen = select(usage_refusal).where(
        _columns.company_id == scope.company, ~select(corrected.sequence).where(*same).exists()
    )
    if request.position is not None:
        at, *place = request.position
        last = (datetime.fromisoformat(str(at)), *(str(one) for one in place))
        # Spelled out, because MariaDB reads no index for a comparison of rows.
        before = [and_(*(_ORDER[i] == last[i] for i in range(n)), _ORDER[n] < last[n]) for n in range(len(_ORDER))]
        chosen = chosen.where(or_(*before))
    rows = await scope.tx.execute(chosen.order_by(*(one.desc() for one in _ORDER)).limit(request.limit + 1))
    found = [
        RefusedUsage(UsageForm(row.form), *(getattr(row, name) for name in RefusedUsage._fields[1:])) for row in rows
    ]
    return page_of(found, request, _position)


def _position(one: RefusedUsage) -> tuple[str, str, str, str]:
    return one.refused_at.astimezone(UTC).isoformat(), one.form.value, one.source, one.identity
