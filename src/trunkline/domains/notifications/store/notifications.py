"""Rows of notifications, and of who has read them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Row, Select, String, Table, UniqueConstraint

from trunkline.domains.notifications.model import BODY_LENGTH_MAX, TITLE_LENGTH_MAX, Level, Notification
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, NotificationId

notification = Table(
    "notification",
    metadata,
    id_column("id", NotificationId, primary_key=True),
    id_column("company_id", CompanyId, nullable=True),
    key_column("kind"),
    key_column("level", 20),
    Column("title", String(TITLE_LENGTH_MAX), nullable=False),
    Column("body", String(BODY_LENGTH_MAX), nullable=False),
    key_column("link", nullable=True),
    key_column("audience", 60),
    # `<fact id>@<recipient>`: a job that runs twice tells once.
    key_column("told_of", 100),
    at_column("created_at"),
    UniqueConstraint("told_of"),
    Index("ix_notification_company_id", "company_id", "id"),
)

notification_read = Table(
    "notification_read",
    metadata,
    id_column("notification_id", NotificationId, ForeignKey("notification.id"), primary_key=True),
    key_column("reader_id", 60, primary_key=True),
    at_column("read_at"),
    Index("ix_notification_read_reader_id", "reader_id"),
)


def notification_of(row: Row[Any]) -> Notification:
    """From a row that also says whether it was `read`."""
    values = row._mapping
    own = {name: values[name] for name in Notification.__slots__ if name not in {"level", "read"}}
    return Notification(**own, level=Level(values["level"]), read=bool(values["read"]))


async def insert_notification(scope: Scope, made: Notification, told_of: str) -> bool:
    """False if this recipient was told of the fact before."""
    row = {name: getattr(made, name) for name in Notification.__slots__ if name != "read"}
    inserted = await scope.tx.execute(insert_ignore(notification, scope.dialect).values(**row, told_of=told_of))
    return bool(inserted.rowcount == 1)


async def mark_read(scope: Scope, chosen: Select[NotificationId, str, Any]) -> None:
    """Mark what `chosen` selects: rows of (notification_id, reader_id, read_at)."""
    columns = ["notification_id", "reader_id", "read_at"]
    await scope.tx.execute(insert_ignore(notification_read, scope.dialect).from_select(columns, chosen))
