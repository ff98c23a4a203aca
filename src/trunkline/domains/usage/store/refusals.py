"""Usage that found its subscription and was refused by its price. The company is held by whoever writes here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete

from trunkline.domains.usage.model.waiting import RefusedUsage, UsageForm, WaitingUsage
from trunkline.domains.usage.store.tables import usage_refusal
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope

_columns = usage_refusal.c


async def note_refusals(scope: Scope, refused: Sequence[RefusedUsage]) -> list[RefusedUsage]:
    """Enter what was not refused before, and return it."""
    entering = insert_ignore(usage_refusal, scope.dialect)
    new = []
    for one in refused:
        row = one._asdict() | {"form": one.form.value, "company_id": scope.company}
        if (await scope.tx.execute(entering.values(**row))).rowcount:
            new.append(one)
    return new


async def forget_refusals(scope: Scope, form: UsageForm, rated: Sequence[WaitingUsage]) -> None:
    """What is rated after all is refused no more."""
    same = (_columns.source == bindparam("of_source"), _columns.identity == bindparam("of_identity"))
    forgetting = delete(usage_refusal).where(scope.of_company(usage_refusal), _columns.form == form.value, *same)
    await scope.tx.execute(forgetting, [{"of_source": one.source, "of_identity": one.identity} for one in rated])
