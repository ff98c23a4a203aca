"""Mails and the attempts to hand them over: tables, rows in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Row, String, Table, Text, UniqueConstraint, select, update

from trunkline.domains.notifications.model import (
    MAIL_TITLE_LENGTH_MAX,
    RECIPIENT_LENGTH_MAX,
    REPLY_LENGTH_MAX,
    Attachment,
    AttachmentKind,
    HandedOver,
    Mail,
    MailAttempt,
    MailKind,
    MailState,
    Reply,
)
from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, FactId, MailId

mail = Table(
    "mail",
    metadata,
    id_column("id", MailId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("fact_id", FactId),
    key_column("kind", 40),
    key_column("subject"),
    key_column("recipient", RECIPIENT_LENGTH_MAX),
    key_column("locale", 20),
    Column("title", String(MAIL_TITLE_LENGTH_MAX), nullable=False),
    Column("text", Text, nullable=False),
    key_column("audience", 60),
    Column("attachments", JsonText(), nullable=False),
    key_column("message_id", 320),
    key_column("state", 20),
    Column("reason", String(REPLY_LENGTH_MAX), nullable=True),
    Column("tries", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    at_column("next_attempt_at", nullable=True),
    at_column("created_at"),
    at_column("sent_at", nullable=True),
    # Whatever runs twice, a fact is one mail to a recipient.
    UniqueConstraint("fact_id", "recipient"),
    Index("ix_mail_company_id", "company_id", "id"),
)

mail_attempt = Table(
    "mail_attempt",
    metadata,
    id_column("mail_id", MailId, ForeignKey("mail.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId),
    at_column("started_at"),
    Column("duration_ms", Integer, nullable=True),
    Column("code", Integer, nullable=True),
    key_column("outcome", 20, nullable=True),
    Column("reply", String(REPLY_LENGTH_MAX), nullable=True),
)


def mail_of(row: Row[Any]) -> Mail:
    values = {name: row._mapping[name] for name in Mail.__slots__}
    attachments = tuple(
        Attachment(AttachmentKind(one["kind"]), one["of"], one["name"]) for one in values["attachments"]
    )
    read = {"kind": MailKind(row.kind), "state": MailState(row.state), "attachments": attachments}
    return Mail(**(values | read))


def mail_attempt_of(row: Row[Any]) -> MailAttempt:
    values = {name: row._mapping[name] for name in MailAttempt.__slots__}
    return MailAttempt(**(values | {"outcome": None if row.outcome is None else Reply(row.outcome)}))


async def insert_mail(scope: Scope, made: Mail) -> bool:
    """False if the fact has been written to this recipient before."""
    row = {name: getattr(made, name) for name in Mail.__slots__}
    row["attachments"] = [{"kind": one.kind.value, "of": one.of, "name": one.name} for one in made.attachments]
    inserted = await scope.tx.execute(insert_ignore(mail, scope.dialect).values(**row))
    return bool(inserted.rowcount == 1)


async def lock_mail(scope: Scope, mail_id: MailId) -> Mail | None:
    """The mail as far as the caller's company reaches, held until the end of the transaction."""
    mine = (mail.c.id == mail_id) & scope.of_company(mail)
    row = (await scope.tx.execute(select(mail).where(mine).with_for_update())).one_or_none()
    return None if row is None else mail_of(row)


async def lock_mail_to(scope: Scope, fact_id: FactId, recipient: str) -> Mail | None:
    this = (mail.c.fact_id == fact_id) & (mail.c.recipient == recipient) & scope.of_company(mail)
    row = (await scope.tx.execute(select(mail).where(this).with_for_update())).one_or_none()
    return None if row is None else mail_of(row)


async def update_mail(scope: Scope, mail_id: MailId, **changes: object) -> None:
    await scope.tx.execute(update(mail).where(mail.c.id == mail_id).values(**changes))


async def insert_mail_attempt(scope: Scope, one: Mail, number: int) -> None:
    """Written before the hand-over: an attempt whose process dies is seen as well."""
    row = {"mail_id": one.id, "number": number, "company_id": one.company_id, "started_at": scope.machine_now}
    await scope.tx.execute(mail_attempt.insert().values(**row))


async def write_reply(scope: Scope, mail_id: MailId, number: int, handed: HandedOver, started_at: datetime) -> None:
    """What came of an attempt."""
    this = (mail_attempt.c.mail_id == mail_id) & (mail_attempt.c.number == number)
    took = int((scope.machine_now - started_at).total_seconds() * 1000)
    told = {"code": handed.code, "outcome": handed.reply, "reply": handed.words[:REPLY_LENGTH_MAX], "duration_ms": took}
    await scope.tx.execute(update(mail_attempt).where(this).values(**told))
