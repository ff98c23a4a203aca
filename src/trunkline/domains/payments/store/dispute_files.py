"""Rows of the files of disputes. The unique key of dispute and content makes the same file sent twice one file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Row, String, Table, UniqueConstraint, delete, update

from trunkline.domains.payments.model import FILE_NAME_MAX, DisputeFile, FileKind
from trunkline.infra.columns import at_column, digest_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, DisputeFileId, DisputeId

dispute_file = Table(
    "dispute_file",
    metadata,
    id_column("id", DisputeFileId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("dispute_id", DisputeId, ForeignKey("dispute.id")),
    Column("name", String(FILE_NAME_MAX), nullable=False),
    key_column("kind", 40),
    Column("size", Integer, nullable=False),
    key_column("media_type", 40),
    digest_column("sha256"),
    Column("uploaded_by", String(200), nullable=False),
    at_column("uploaded_at"),
    # What the provider calls it, where it takes files on their own before the evidence.
    key_column("reference", 120, nullable=True),
    at_column("handed_at", nullable=True),
    at_column("sent_at", nullable=True),
    UniqueConstraint("dispute_id", "sha256"),
)
_columns = dispute_file.c


def dispute_file_of(row: Row[Any]) -> DisputeFile:
    values = row._mapping
    plain = {name: values[name] for name in DisputeFile.__slots__ if name not in {"kind", "sha256"}}
    return DisputeFile(**plain, kind=FileKind(values["kind"]), sha256=bytes(values["sha256"]))


async def insert_dispute_file(scope: Scope, file: DisputeFile) -> bool:
    """False if the dispute has a file of the same content already."""
    row = {name: getattr(file, name) for name in DisputeFile.__slots__}
    inserted = await scope.tx.execute(insert_ignore(dispute_file, scope.dialect).values(**row))
    return bool(inserted.rowcount == 1)


async def delete_dispute_file(scope: Scope, file_id: DisputeFileId) -> bool:
    """False if a submission has taken it up meanwhile, or it is gone."""
    free = (_columns.id == file_id) & _columns.handed_at.is_(None)
    gone = await scope.tx.execute(delete(dispute_file).where(scope.of_company(dispute_file), free))
    return gone.rowcount == 1


async def hand_over_files(scope: Scope, dispute_id: DisputeId) -> None:
    """From now on what was added and not sent belongs to a submission."""
    free = (_columns.dispute_id == dispute_id) & _columns.handed_at.is_(None)
    await scope.tx.execute(update(dispute_file).where(scope.of_company(dispute_file), free).values(handed_at=scope.now))


async def take_back_files(scope: Scope, file_ids: Collection[DisputeFileId]) -> None:
    """The provider has refused the submission: they may be removed and sent again."""
    mine = _columns.id.in_(file_ids) & _columns.sent_at.is_(None)
    await scope.tx.execute(update(dispute_file).where(scope.of_company(dispute_file), mine).values(handed_at=None))


async def mark_files_sent(scope: Scope, file_ids: Collection[DisputeFileId]) -> None:
    mine = _columns.id.in_(file_ids) & _columns.sent_at.is_(None)
    await scope.tx.execute(update(dispute_file).where(scope.of_company(dispute_file), mine).values(sent_at=scope.now))


async def save_file_reference(scope: Scope, file_id: DisputeFileId, reference: str) -> None:
    mine = _columns.id == file_id
    await scope.tx.execute(update(dispute_file).where(scope.of_company(dispute_file), mine).values(reference=reference))
