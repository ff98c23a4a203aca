"""Questions about the files of disputes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import DisputeFile
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import DisputeFileId, DisputeId

_table = store.dispute_file


async def dispute_files(scope: Scope, ids: Collection[DisputeId]) -> Mapping[DisputeId, Sequence[DisputeFile]]:
    """The files of each of these disputes, in the order in which they were added."""
    chosen = select(_table).where(scope.of_company(_table), _table.c.dispute_id.in_(ids)).order_by(_table.c.id)
    found: dict[DisputeId, list[DisputeFile]] = {one: [] for one in ids}
    for row in await scope.tx.execute(chosen):
        found[row.dispute_id].append(store.dispute_file_of(row))
    return found


async def dispute_file(scope: Scope, dispute_id: DisputeId, file_id: DisputeFileId) -> DisputeFile:
    """Raises `NotFound`."""
    mine = (_table.c.dispute_id == dispute_id) & (_table.c.id == file_id)
    row = (await scope.tx.execute(select(_table).where(scope.of_company(_table), mine))).one_or_none()
    if row is None:
        raise NotFound(f"The dispute {dispute_id} has no file {file_id}.")
    return store.dispute_file_of(row)
