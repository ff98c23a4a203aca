"""Purchases of credits as rows, a row per invoice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Row, Table, UniqueConstraint, select, update

from trunkline.domains.billing.model import BoughtTopUp, Grant, GrantKind, TopUpState
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, WalletId
from trunkline.kernel.money import Currency, Money

wallet_top_up = Table(
    "wallet_top_up",
    metadata,
    id_column("invoice_id", InvoiceId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("wallet_id", WalletId),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("state", 20),
    # The wallet while the top-up is pending, else null: unique, so that a wallet has one pending at most.
    key_column("live_key", 40, nullable=True),
    at_column("asked_at"),
    at_column("ended_at", nullable=True),
    UniqueConstraint("live_key"),
    Index("ix_wallet_top_up_wallet_id", "wallet_id", "invoice_id"),
)


async def insert_top_up(scope: Scope, made: BoughtTopUp) -> bool:
    """False when another one of the wallet is pending: the database decides."""
    same = ("invoice_id", "company_id", "wallet_id", "asked_at", "ended_at")
    row = {name: getattr(made, name) for name in same} | {
        "currency": made.amount.currency.code,
        "amount_minor": made.amount.minor,
        "state": made.state.value,
        "live_key": made.wallet_id,
    }
    return (await scope.tx.execute(insert_ignore(wallet_top_up, scope.dialect).values(**row))).rowcount == 1


async def lock_top_up(scope: Scope, invoice_id: InvoiceId) -> BoughtTopUp | None:
    """The purchase that the invoice asks for, held until this transaction ends; None: it asks for something else."""
    mine = select(wallet_top_up).where(scope.of_company(wallet_top_up), wallet_top_up.c.invoice_id == invoice_id)
    row = (await scope.tx.execute(mine.with_for_update())).one_or_none()
    return None if row is None else top_up_of(row)


async def is_of_credits(scope: Scope, invoice_id: InvoiceId) -> bool:
    """Whether the invoice asks for prepaid credits."""
    mine = select(wallet_top_up.c.invoice_id).where(
        scope.of_company(wallet_top_up), wallet_top_up.c.invoice_id == invoice_id
    )
    return (await scope.tx.execute(mine)).one_or_none() is not None


async def was_bought(scope: Scope, grant: Grant) -> bool:
    """Whether an invoice for credits has put the grant into its wallet: then both say the same moment."""
    columns = wallet_top_up.c
    same = select(columns.invoice_id).where(
        scope.of_company(wallet_top_up), columns.wallet_id == grant.wallet_id, columns.ended_at == grant.granted_at
    )
    granted = same.where(columns.state == TopUpState.granted.value)
    return grant.kind is GrantKind.purchased and (await scope.tx.execute(granted)).first() is not None


async def has_pending_top_up(scope: Scope, wallet_id: WalletId) -> bool:
    chosen = select(wallet_top_up.c.invoice_id).where(
        scope.of_company(wallet_top_up), wallet_top_up.c.live_key == str(wallet_id)
    )
    return (await scope.tx.execute(chosen)).one_or_none() is not None


async def end_top_up(scope: Scope, one: BoughtTopUp, state: TopUpState) -> None:
    """Another one may be asked for from now on."""
    mine = update(wallet_top_up).where(scope.of_company(wallet_top_up), wallet_top_up.c.invoice_id == one.invoice_id)
    await scope.tx.execute(mine.values(state=state.value, live_key=None, ended_at=scope.now))


def top_up_of(row: Row[Any]) -> BoughtTopUp:
    same = ("invoice_id", "company_id", "wallet_id", "asked_at", "ended_at")
    return BoughtTopUp(
        **{name: getattr(row, name) for name in same},
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        state=TopUpState(row.state),
    )
