"""Subscriptions and their phases. Which plan is in force, and whether a subscription has ended, is read from the phases and the time:
nothing has to run at midnight for it to be true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from trunkline.domains.marketplace.model import Phase, PhaseKind, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules.phases import Cut
from trunkline.domains.marketplace.store import tables
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, ModuleId, SubscriptionId
from trunkline.kernel.money import Currency

_table, _phases = tables.subscription, tables.subscription_phase
_DATES = ("started_on", "anchor_on", "started_at", "cancel_at", "canceled_at", "ended_on")


def phase_of(row: Row[Any], own: str) -> Phase:
    """`own` is the currency that its subscription began with."""
    said = {"kind": PhaseKind(row.kind), "currency": Currency.of(row.currency or own)}
    return Phase(**{name: getattr(row, name) for name in Phase.__slots__} | said)


def subscription_of(row: Row[Any], phases: Sequence[Phase], now: datetime) -> Subscription:
    """`phases` in order. Before the first and after the last phase the nearest one speaks."""
    begun = [phase for phase in phases if phase.starts_at <= now]
    current = begun[-1] if begun else phases[0]
    ended = row.live_key is None or (row.cancel_at is not None and row.cancel_at <= now)
    return Subscription(
        id=row.id,
        company_id=row.company_id,
        module_id=row.module_id,
        plan_id=current.plan_id,
        currency=current.currency,
        state=SubscriptionState.canceled if ended else SubscriptionState.active,
        quantity=current.quantity,
        phases=tuple(phases),
        **{name: getattr(row, name) for name in _DATES},
    )


async def release_ended(scope: Scope, company_id: CompanyId, module_id: ModuleId) -> None:
    """Give back the one live place of company and module if its holder's time has passed."""
    held = update(_table).where(
        _table.c.company_id == company_id, _table.c.live_key == _live_key(company_id, module_id)
    )
    await scope.tx.execute(held.where(_table.c.cancel_at <= scope.now).values(live_key=None))


async def insert_subscription(scope: Scope, made: Subscription) -> bool:
    """False when the company has a live subscription of the module: the database decides."""
    row = {name: getattr(made, name) for name in ("id", "company_id", "module_id", *_DATES)}
    own = {
        "currency": made.currency.code,
        "live_key": _live_key(made.company_id, made.module_id),
        "created_at": scope.now,
    }
    statement = insert_ignore(_table, scope.dialect).values(**row, **own)
    if (await scope.tx.execute(statement)).rowcount != 1:
        return False
    await _insert_phases(scope, made, made.phases)
    return True


async def lock_subscription(scope: Scope, subscription_id: SubscriptionId) -> bool:
    """Hold the subscription until the end of the transaction; False when there is none, or another company's."""
    mine = select(_table.c.id).where(scope.of_company(_table), _table.c.id == subscription_id)
    return (await scope.tx.execute(mine.with_for_update())).one_or_none() is not None


async def replace_phases(scope: Scope, subscription: Subscription, phases: Sequence[Phase]) -> None:
    """What was planned but never came into force leaves no row; the journal has it."""
    await scope.tx.execute(
        delete(_phases).where(scope.of_company(_phases), _phases.c.subscription_id == subscription.id)
    )
    await _insert_phases(scope, subscription, phases)


async def mark_canceled(scope: Scope, subscription: Subscription, cut: Cut, *, at_once: bool) -> None:
    """`at_once` gives back the one live place of company and module."""
    values: dict[str, Any] = {"cancel_at": cut.at, "ended_on": cut.day, "canceled_at": scope.now}
    mine = update(_table).where(scope.of_company(_table), _table.c.id == subscription.id)
    await scope.tx.execute(mine.values(**values | ({"live_key": None} if at_once else {})))


async def mark_resumed(scope: Scope, subscription: Subscription) -> None:
    """It has no end again."""
    mine = update(_table).where(scope.of_company(_table), _table.c.id == subscription.id)
    await scope.tx.execute(mine.values(cancel_at=None, ended_on=None, canceled_at=None))


async def _insert_phases(scope: Scope, subscription: Subscription, phases: Sequence[Phase]) -> None:
    await scope.tx.execute(
        _phases.insert(), [_phase_row(one) | {"company_id": subscription.company_id} for one in phases]
    )


def _phase_row(phase: Phase) -> dict[str, Any]:
    as_stored = {"kind": phase.kind.value, "currency": phase.currency.code}
    return {name: getattr(phase, name) for name in Phase.__slots__} | as_stored


def _live_key(company_id: CompanyId, module_id: ModuleId) -> str:
    return f"{company_id}:{module_id}"
