"""Wallets, grants and draws as rows. Draws are inserted and never written again; what a grant has left is the sum over them.

Whoever draws, returns or expires holds the rows of the wallets while he does: the sum cannot be drawn twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    UniqueConstraint,
    func,
    select,
    text,
    update,
)

from trunkline.domains.billing.model import Draw, DrawKind, Grant, GrantKind, GrantLeft, TopUp, Wallet, WalletState
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, CreditNoteId, DrawId, GrantId, InvoiceId, WalletId
from trunkline.kernel.money import Currency, Money

wallet = Table(
    "wallet",
    metadata,
    id_column("id", WalletId, primary_key=True),
    id_column("company_id", CompanyId),
    Column("name", String(120), nullable=False),
    key_column("currency", 3),
    key_column("state", 20),
    Column("below_minor", BigInteger, nullable=True),
    Column("top_up_minor", BigInteger, nullable=True),
    Column("top_up_automatic", Boolean, nullable=False, server_default=text("false")),
    at_column("opened_at"),
    at_column("terminated_at", nullable=True),
    Index("ix_wallet_company_id", "company_id", "id"),
)

wallet_grant = Table(
    "wallet_grant",
    metadata,
    id_column("id", GrantId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("wallet_id", WalletId),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    Column("priority", Integer, nullable=False),
    key_column("kind", 20),
    at_column("expires_at", nullable=True),
    at_column("granted_at"),
    at_column("closed_at", nullable=True),
    CheckConstraint("amount_minor > 0", name="positive"),
    Index("ix_wallet_grant_wallet_id", "wallet_id", "id"),
    Index("ix_wallet_grant_expires_at", "closed_at", "expires_at"),
)

wallet_draw = Table(
    "wallet_draw",
    metadata,
    id_column("id", DrawId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("wallet_id", WalletId),
    id_column("grant_id", GrantId),
    id_column("invoice_id", InvoiceId, nullable=True),
    id_column("credit_note_id", CreditNoteId, nullable=True),
    key_column("kind", 20),
    # Kind and document: whatever the code believes, the database books each of them once per grant.
    key_column("once", 60),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    at_column("drawn_at"),
    UniqueConstraint("grant_id", "once"),
    Index("ix_wallet_draw_wallet_id", "wallet_id", "id"),
    Index("ix_wallet_draw_invoice_id", "invoice_id"),
)


async def insert_wallet(scope: Scope, one: Wallet) -> None:
    row = {name: getattr(one, name) for name in ("id", "company_id", "name", "opened_at", "terminated_at")} | {
        "currency": one.currency.code,
        "state": one.state.value,
        "below_minor": one.top_up.below.minor if one.top_up else None,
        "top_up_minor": one.top_up.top_up.minor if one.top_up else None,
        "top_up_automatic": one.top_up is not None and one.top_up.automatic,
    }
    await scope.tx.execute(wallet.insert().values(row))


async def lock_wallet(scope: Scope, wallet_id: WalletId) -> Wallet | None:
    """The wallet, held until this transaction ends."""
    mine = select(wallet).where(scope.of_company(wallet), wallet.c.id == wallet_id).with_for_update()
    row = (await scope.tx.execute(mine)).one_or_none()
    return None if row is None else wallet_of(row)


async def lock_active_wallets(scope: Scope, company_id: CompanyId, currency: Currency) -> list[Wallet]:
    """The company's wallets that can be drawn. Always taken in the order of their ids, so that two who wait do not wait for each other."""
    columns = wallet.c
    chosen = select(wallet).where(
        scope.of_company(wallet),
        columns.company_id == company_id,
        columns.currency == currency.code,
        columns.state == WalletState.active.value,
    )
    return [wallet_of(row) for row in await scope.tx.execute(chosen.order_by(columns.id).with_for_update())]


async def lock_wallets(scope: Scope, ids: Collection[WalletId]) -> list[Wallet]:
    chosen = select(wallet).where(scope.of_company(wallet), wallet.c.id.in_(ids))
    return [wallet_of(row) for row in await scope.tx.execute(chosen.order_by(wallet.c.id).with_for_update())]


async def mark_terminated(scope: Scope, one: Wallet) -> None:
    mine = (wallet.c.id == one.id) & (wallet.c.company_id == one.company_id)
    changed = {"state": one.state.value, "terminated_at": one.terminated_at}
    await scope.tx.execute(update(wallet).where(mine).values(**changed))


async def insert_grant(scope: Scope, one: Grant) -> None:
    same = ("id", "company_id", "wallet_id", "priority", "expires_at", "granted_at", "closed_at")
    row = {name: getattr(one, name) for name in same} | {
        "currency": one.amount.currency.code,
        "amount_minor": one.amount.minor,
        "kind": one.kind.value,
    }
    await scope.tx.execute(wallet_grant.insert().values(row))


async def close_grants(scope: Scope, ids: Collection[GrantId]) -> None:
    """Their rest is booked as expired now."""
    chosen = update(wallet_grant).where(scope.of_company(wallet_grant), wallet_grant.c.id.in_(ids))
    await scope.tx.execute(chosen.values(closed_at=scope.now))


async def open_grants(scope: Scope, wallets: Collection[WalletId]) -> list[GrantLeft]:
    """The grants of the wallets that are not closed, with what is left of each; in no particular order."""
    chosen = select(wallet_grant).where(wallet_grant.c.wallet_id.in_(wallets), wallet_grant.c.closed_at.is_(None))
    return await lefts(scope, chosen)


async def grants_of(scope: Scope, wallets: Collection[WalletId]) -> list[GrantLeft]:
    """All grants of the wallets, closed or not."""
    return await lefts(scope, select(wallet_grant).where(wallet_grant.c.wallet_id.in_(wallets)))


async def grants_by_id(scope: Scope, ids: Collection[GrantId]) -> dict[GrantId, GrantLeft]:
    found = await lefts(scope, select(wallet_grant).where(wallet_grant.c.id.in_(ids)))
    return {one.grant.id: one for one in found}


async def lefts(scope: Scope, chosen: Select[Any]) -> list[GrantLeft]:
    """The grants that are chosen, with what is left of each."""
    grants = [grant_of(row) for row in await scope.tx.execute(chosen.where(scope.of_company(wallet_grant)))]
    columns = wallet_draw.c
    sums = select(columns.grant_id, func.sum(columns.amount_minor).label("taken")).where(
        scope.of_company(wallet_draw), columns.grant_id.in_([one.id for one in grants])
    )
    taken = {row.grant_id: int(row.taken) for row in await scope.tx.execute(sums.group_by(columns.grant_id))}
    return [GrantLeft(one, one.amount - Money(taken.get(one.id, 0), one.amount.currency)) for one in grants]


async def insert_draws(scope: Scope, made: Sequence[Draw]) -> None:
    if not made:
        return
    same = ("id", "company_id", "wallet_id", "grant_id", "invoice_id", "credit_note_id", "once", "drawn_at")
    rows = [
        {name: getattr(one, name) for name in same}
        | {"kind": one.kind.value, "currency": one.amount.currency.code, "amount_minor": one.amount.minor}
        for one in made
    ]
    await scope.tx.execute(wallet_draw.insert(), rows)


async def draws_for(scope: Scope, invoice_id: InvoiceId) -> list[Draw]:
    """What the invoice has drawn of each grant, and what came back of it."""
    columns = wallet_draw.c
    kinds = (DrawKind.drawn.value, DrawKind.returned.value)
    chosen = select(wallet_draw).where(
        scope.of_company(wallet_draw), columns.invoice_id == invoice_id, columns.kind.in_(kinds)
    )
    return [draw_of(row) for row in await scope.tx.execute(chosen.order_by(columns.id))]


async def draw(scope: Scope, draw_id: DrawId) -> Draw:
    """One movement, which must be there."""
    mine = select(wallet_draw).where(scope.of_company(wallet_draw), wallet_draw.c.id == draw_id)
    return draw_of((await scope.tx.execute(mine)).one())


async def expired_wallets(scope: Scope, limit: int) -> list[tuple[CompanyId, WalletId]]:
    """Wallets with grants that have expired and are not closed yet."""
    columns = wallet_grant.c
    chosen = (
        select(columns.company_id, columns.wallet_id)
        .where(scope.of_company(wallet_grant), columns.closed_at.is_(None), columns.expires_at <= scope.now)
        .distinct()
        .limit(limit)
    )
    return [(row.company_id, row.wallet_id) for row in await scope.tx.execute(chosen)]


def wallet_of(row: Row[Any]) -> Wallet:
    currency = Currency.of(row.currency)
    same = ("id", "company_id", "name", "opened_at", "terminated_at")
    rule = None
    if row.below_minor is not None:
        rule = TopUp(Money(row.below_minor, currency), Money(row.top_up_minor, currency), row.top_up_automatic)
    return Wallet(
        **{name: getattr(row, name) for name in same}, currency=currency, state=WalletState(row.state), top_up=rule
    )


def grant_of(row: Row[Any]) -> Grant:
    same = ("id", "company_id", "wallet_id", "priority", "expires_at", "granted_at", "closed_at")
    return Grant(
        **{name: getattr(row, name) for name in same},
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        kind=GrantKind(row.kind),
    )


def draw_of(row: Row[Any]) -> Draw:
    same = ("id", "company_id", "wallet_id", "grant_id", "invoice_id", "credit_note_id", "drawn_at")
    return Draw(
        **{name: getattr(row, name) for name in same},
        kind=DrawKind(row.kind),
        amount=Money(row.amount_minor, Currency.of(row.currency)),
    )
