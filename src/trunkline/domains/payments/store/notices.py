"""Rows of providers' notices. The unique key of provider and event is what makes a repeated delivery harmless.

They belong to the installation: a notice says of itself neither whose money it is about nor whether it is about ours at all.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Row, String, Table, UniqueConstraint, select, update

from trunkline.domains.payments.model import About, Notice, NoticeState, Verdict
from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import add_or_insert, insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import NoticeId, PaymentId

EFFECT_LENGTH_MAX = 500

payment_notice = Table(
    "payment_notice",
    metadata,
    id_column("id", NoticeId, primary_key=True),
    key_column("provider", 40),
    key_column("event_id", 190),
    key_column("kind"),
    key_column("about", 20, nullable=True),
    key_column("reference", 190, nullable=True),
    at_column("told_at"),
    at_column("received_at"),
    Column("polled", Boolean, nullable=False),
    Column("deliveries", Integer, nullable=False),
    key_column("state", 20),
    Column("effect", String(EFFECT_LENGTH_MAX), nullable=False),
    at_column("handled_at", nullable=True),
    Column("body", JsonText(), nullable=False),
    id_column("payment_id", PaymentId, nullable=True),
    UniqueConstraint("provider", "event_id"),
    Index("ix_payment_notice_payment_id", "payment_id", "id"),
    Index("ix_payment_notice_state", "state", "id"),
)

# Up to where a provider's own list of events was read.
payment_notice_poll = Table(
    "payment_notice_poll",
    metadata,
    key_column("provider", 40, primary_key=True),
    at_column("read_until"),
)


def notice_of(row: Row[Any]) -> Notice:
    values = dict(row._mapping)
    about = values.pop("about")
    state = NoticeState(values.pop("state"))
    return Notice(**values, about=None if about is None else About(about), state=state)


async def insert_notice(scope: Scope, notice: Notice) -> bool:
    """Keep a notice; False when its event is known already: then only the delivery is counted.

    One that comes at the same moment as the first is not: whoever has lost the race for the unique key shares its lock with the other
    losers, and none of them could raise the count without waiting for the rest.
    """
    if not notice.polled:
        same = (payment_notice.c.provider == notice.provider) & (payment_notice.c.event_id == notice.event_id)
        counted = update(payment_notice).where(same).values(deliveries=payment_notice.c.deliveries + 1)
        if (await scope.tx.execute(counted)).rowcount:
            return False
    row = {name: getattr(notice, name) for name in Notice.__slots__}
    return bool((await scope.tx.execute(insert_ignore(payment_notice, scope.dialect).values(**row))).rowcount)


async def lock_notice(scope: Scope, notice_id: NoticeId) -> Notice:
    """Raises `NotFound`."""
    chosen = select(payment_notice).where(payment_notice.c.id == notice_id).with_for_update()
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no notice {notice_id}.")
    return notice_of(row)


async def save_verdict(scope: Scope, notice_id: NoticeId, verdict: Verdict) -> None:
    effect = verdict.effect[:EFFECT_LENGTH_MAX]
    values = {"state": verdict.state, "effect": effect, "handled_at": scope.machine_now}
    values |= {} if verdict.payment_id is None else {"payment_id": verdict.payment_id}
    await scope.tx.execute(update(payment_notice).where(payment_notice.c.id == notice_id).values(**values))


async def save_read_until(scope: Scope, provider: str, read_until: object) -> None:
    saved = add_or_insert(payment_notice_poll, scope.dialect, ["provider"], replace=["read_until"])
    await scope.tx.execute(saved, {"provider": provider, "read_until": read_until})
