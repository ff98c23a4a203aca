"""Rows of reconciliations and findings. The unique key of provider, kind and references keeps a finding one, however often it is found.

They belong to the installation, as a provider's books do; whose money a finding is about is a column of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    select,
    update,
)

from trunkline.domains.payments.model import (
    DECIDED,
    INFORMATIONAL,
    NOTE_LENGTH_MAX,
    Discrepancy,
    Finding,
    FindingKind,
    FindingState,
    Reconciliation,
    ReconciliationState,
    Remedy,
)
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, FindingId, ReconciliationId
from trunkline.kernel.money import Currency, Money

REASON_LENGTH_MAX = 500

reconciliation = Table(
    "reconciliation",
    metadata,
    id_column("id", ReconciliationId, primary_key=True),
    key_column("provider", 40),
    at_column("since"),
    at_column("until"),
    Column("book_fees", Boolean, nullable=False),
    key_column("state", 20),
    at_column("created_at"),
    at_column("started_at", nullable=True),
    at_column("alive_at", nullable=True),
    at_column("ended_at", nullable=True),
    Column("matched", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("open_left", Integer, nullable=False),
    Column("fees_booked", Integer, nullable=False),
    Column("error", String(REASON_LENGTH_MAX), nullable=False),
    Index("ix_reconciliation_provider", "provider", "id"),
)

reconciliation_finding = Table(
    "reconciliation_finding",
    metadata,
    id_column("id", FindingId, primary_key=True),
    # The run that found it first.
    id_column("reconciliation_id", ReconciliationId, ForeignKey("reconciliation.id")),
    key_column("provider", 40),
    key_column("kind", 40),
    Column("reason", String(REASON_LENGTH_MAX), nullable=False),
    id_column("about_company_id", CompanyId, nullable=True),
    key_column("our_reference", 120),
    key_column("their_reference", 120),
    Column("ours_minor", BigInteger, nullable=True),
    key_column("ours_currency", 3, nullable=True),
    Column("theirs_minor", BigInteger, nullable=True),
    key_column("theirs_currency", 3, nullable=True),
    at_column("at"),
    at_column("found_at"),
    at_column("seen_at"),
    key_column("state", 20),
    key_column("remedy", 20, nullable=True),
    at_column("resolved_at", nullable=True),
    Column("resolved_by", String(200), nullable=False),
    Column("note", String(NOTE_LENGTH_MAX), nullable=False),
    key_column("remedy_reference", 120, nullable=True),
    Index("ix_reconciliation_finding_references", "provider", "kind", "our_reference", "their_reference", unique=True),
    Index("ix_reconciliation_finding_state", "provider", "state", "at"),
)

# What each run has found, so that its report stays what it was.
reconciliation_seen = Table(
    "reconciliation_seen",
    metadata,
    id_column("reconciliation_id", ReconciliationId, ForeignKey("reconciliation.id"), primary_key=True),
    id_column("finding_id", FindingId, ForeignKey("reconciliation_finding.id"), primary_key=True),
    Index("ix_reconciliation_seen_finding_id", "finding_id"),
)

_run, _finding, _seen = reconciliation, reconciliation_finding, reconciliation_seen


def reconciliation_of(row: Row[Any]) -> Reconciliation:
    values = {name: row._mapping[name] for name in Reconciliation.__slots__}
    return Reconciliation(**(values | {"state": ReconciliationState(values["state"])}))


def finding_of(row: Row[Any]) -> Finding:
    values = row._mapping
    special = {"kind", "state", "remedy", "ours", "theirs"}
    return Finding(
        **{name: values[name] for name in Finding.__slots__ if name not in special},
        kind=FindingKind(values["kind"]),
        state=FindingState(values["state"]),
        remedy=None if values["remedy"] is None else Remedy(values["remedy"]),
        ours=_money(values["ours_minor"], values["ours_currency"]),
        theirs=_money(values["theirs_minor"], values["theirs_currency"]),
    )


async def insert_reconciliation(scope: Scope, made: Reconciliation) -> None:
    await scope.tx.execute(_run.insert().values({name: getattr(made, name) for name in Reconciliation.__slots__}))


async def save_reconciliation(scope: Scope, changed: Reconciliation) -> None:
    values = {name: getattr(changed, name) for name in Reconciliation.__slots__}
    values["error"] = changed.error[:REASON_LENGTH_MAX]
    await scope.tx.execute(update(_run).where(_run.c.id == changed.id).values(values))


async def touch_reconciliation(scope: Scope, mine: Reconciliation) -> None:
    """A sign of life of whoever has claimed it; nothing where somebody else has since."""
    own = (_run.c.id == mine.id) & (_run.c.started_at == mine.started_at)
    await scope.tx.execute(update(_run).where(own).values(alive_at=scope.machine_now))


async def lock_reconciliation(scope: Scope, reconciliation_id: ReconciliationId) -> Reconciliation:
    """Raises `NotFound`."""
    chosen = select(_run).where(_run.c.id == reconciliation_id).with_for_update()
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no reconciliation {reconciliation_id}.")
    return reconciliation_of(row)


async def lock_finding(scope: Scope, finding_id: FindingId) -> Finding:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(select(_finding).where(_finding.c.id == finding_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFound(f"There is no finding {finding_id}.")
    return finding_of(row)


async def save_finding(scope: Scope, changed: Finding) -> None:
    await scope.tx.execute(update(_finding).where(_finding.c.id == changed.id).values(_row(changed)))


async def keep_finding(scope: Scope, run: Reconciliation, found: Discrepancy) -> bool:
    """Write a discrepancy down, or see it again; True when it was not known, or is open again.

    What somebody has decided stays so as long as both amounts are what they were; of what is informational, whatever they are.
    """
    made = _made(scope, run, found)
    inserted = (await scope.tx.execute(insert_ignore(_finding, scope.dialect).values(_row(made)))).rowcount == 1
    kept = made if inserted else await _same(scope, made)
    seen = insert_ignore(_seen, scope.dialect).values(reconciliation_id=run.id, finding_id=kept.id)
    await scope.tx.execute(seen)
    if inserted:
        return True
    amounts = (made.ours, made.theirs)
    same = kept.kind in INFORMATIONAL or (kept.ours, kept.theirs) == amounts
    is_decided = kept.remedy in DECIDED and same
    again = kept.state is FindingState.resolved and not is_decided
    after = replace(kept, reason=made.reason, ours=made.ours, theirs=made.theirs, at=made.at, seen_at=made.seen_at)
    if again:
        after = replace(after, state=FindingState.open, remedy=None, resolved_at=None, resolved_by="", note="")
    await save_finding(scope, after)
    return again


async def lock_unseen(scope: Scope, run: Reconciliation) -> Sequence[Finding]:
    """Open findings of the run's provider and span that the run has not found."""
    columns = _finding.c
    seen = select(_seen.c.finding_id).where(_seen.c.reconciliation_id == run.id)
    chosen = select(_finding).where(
        columns.provider == run.provider,
        columns.state == FindingState.open,
        columns.at >= run.since,
        columns.at < run.until,
        columns.id.not_in(seen),
    )
    return [finding_of(row) for row in await scope.tx.execute(chosen.order_by(columns.id).with_for_update())]


async def _same(scope: Scope, made: Finding) -> Finding:
    columns = _finding.c
    chosen = select(_finding).where(
        columns.provider == made.provider,
        columns.kind == made.kind,
        columns.our_reference == made.our_reference,
        columns.their_reference == made.their_reference,
    )
    return finding_of((await scope.tx.execute(chosen.with_for_update())).one())


def _made(scope: Scope, run: Reconciliation, found: Discrepancy) -> Finding:
    now: datetime = scope.machine_now
    return Finding(
        id=scope.new_id(FindingId),
        reconciliation_id=run.id,
        provider=run.provider,
        kind=found.kind,
        reason=found.reason[:REASON_LENGTH_MAX],
        about_company_id=found.company_id,
        our_reference=found.our_reference[:120],
        their_reference=found.their_reference[:120],
        ours=found.ours,
        theirs=found.theirs,
        at=found.at,
        found_at=now,
        seen_at=now,
    )


def _row(value: Finding) -> dict[str, object]:
    row: dict[str, object] = {
        name: getattr(value, name) for name in Finding.__slots__ if name not in ("ours", "theirs")
    }
    for name, money in (("ours", value.ours), ("theirs", value.theirs)):
        row[f"{name}_minor"] = None if money is None else money.minor
        row[f"{name}_currency"] = None if money is None else money.currency.code
    return row


def _money(minor: int | None, code: str | None) -> Money | None:
    return None if minor is None or code is None else Money(minor, Currency.of(code))
