"""Questions about reconciliations and their findings. A provider's account is one for all companies: nothing here is a company's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import (
    Answer,
    Finding,
    FindingKind,
    FindingState,
    Reconciliation,
    ReconciliationState,
    Remedy,
)
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import FindingId, ReconciliationId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import Page, PageRequest, page_of

_run, _finding, _seen = store.reconciliation, store.reconciliation_finding, store.reconciliation_seen


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What is None is not asked for. `reconciliation_id`: what this run has found."""

    provider: str | None = None
    kind: FindingKind | None = None
    state: FindingState | None = None
    reconciliation_id: ReconciliationId | None = None


@dataclass(frozen=True, slots=True)
class FoundTotal:
    """What findings of one currency come to, by our books and by the provider's. What one side does not have is nothing there."""

    ours: Money
    theirs: Money


async def reconciliations(scope: Scope, request: PageRequest, *, provider: str | None = None) -> Page[Reconciliation]:
    """Runs, the newest first."""
    chosen = select(_run)
    if provider is not None:
        chosen = chosen.where(_run.c.provider == provider)
    if request.position is not None:
        chosen = chosen.where(_run.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_run.c.id.desc()).limit(request.limit + 1))
    return page_of([store.reconciliation_of(row) for row in rows], request, lambda one: (one.id,))


async def reconciliation(scope: Scope, reconciliation_id: ReconciliationId) -> Reconciliation:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(select(_run).where(_run.c.id == reconciliation_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no reconciliation {reconciliation_id}.")
    return store.reconciliation_of(row)


async def findings(scope: Scope, request: PageRequest, wanted: FindingFilter) -> Page[Finding]:
    """Findings, the newest first."""
    columns = _finding.c
    chosen = select(_finding)
    for column, value in (
        (columns.provider, wanted.provider),
        (columns.kind, wanted.kind),
        (columns.state, wanted.state),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if wanted.reconciliation_id is not None:
        chosen = chosen.where(columns.id.in_(_seen_by(wanted.reconciliation_id)))
    if request.position is not None:
        chosen = chosen.where(columns.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(columns.id.desc()).limit(request.limit + 1))
    return page_of([store.finding_of(row) for row in rows], request, lambda one: (one.id,))


async def finding(scope: Scope, finding_id: FindingId) -> Finding:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(select(_finding).where(_finding.c.id == finding_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no finding {finding_id}.")
    return store.finding_of(row)


async def reported(scope: Scope, reconciliation_id: ReconciliationId) -> Sequence[Finding]:
    """All that a run has found, by when it happened."""
    columns = _finding.c
    chosen = select(_finding).where(columns.id.in_(_seen_by(reconciliation_id)))
    return [store.finding_of(row) for row in await scope.tx.execute(chosen.order_by(columns.at, columns.id))]


async def found_totals(
    scope: Scope, runs: Sequence[ReconciliationId]
) -> Mapping[ReconciliationId, Sequence[FoundTotal]]:
    """What each of these runs has found comes to, by currency; amounts are those of today, of findings that are settled as well."""
    minor: dict[ReconciliationId, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    sides = ((_finding.c.ours_currency, _finding.c.ours_minor), (_finding.c.theirs_currency, _finding.c.theirs_minor))
    for side, (currency, amount) in enumerate(sides):
        chosen = (
            select(_seen.c.reconciliation_id, currency, func.sum(amount))
            .join(_finding, _finding.c.id == _seen.c.finding_id)
            .where(_seen.c.reconciliation_id.in_(runs), currency.is_not(None))
            .group_by(_seen.c.reconciliation_id, currency)
        )
        for run, code, total in await scope.tx.execute(chosen):
            minor[run][code][side] = int(total)
    return {
        run: [
            FoundTotal(Money(ours, Currency.of(code)), Money(theirs, Currency.of(code)))
            for code, (ours, theirs) in sorted(by_currency.items())
        ]
        for run, by_currency in minor.items()
    }


async def abandoned(scope: Scope, before: datetime) -> Sequence[ReconciliationId]:
    """Runs that somebody is at, and has given no sign of life since that moment."""
    seen_at = func.coalesce(_run.c.alive_at, _run.c.started_at)
    chosen = select(_run.c.id).where(_run.c.state == ReconciliationState.running, seen_at < before)
    return list((await scope.tx.execute(chosen)).scalars())


async def open_findings(scope: Scope, provider: str) -> tuple[int, Finding | None]:
    """How many are open of a provider, and the one that is so by the oldest movement."""
    columns = _finding.c
    mine = (columns.provider == provider) & (columns.state == FindingState.open)
    count = int((await scope.tx.execute(select(func.count()).select_from(_finding).where(mine))).scalar_one())
    chosen = select(_finding).where(mine).order_by(columns.at, columns.id).limit(1)
    row = (await scope.tx.execute(chosen)).one_or_none()
    return count, None if row is None else store.finding_of(row)


async def oldest_open(scope: Scope, provider: str, since: datetime) -> datetime | None:
    """The first moment from `since` on of which something is open."""
    columns = _finding.c
    mine = (columns.provider == provider) & (columns.state == FindingState.open) & (columns.at >= since)
    found: datetime | None = (await scope.tx.execute(select(func.min(columns.at)).where(mine))).scalar()
    return found


async def answered_references(scope: Scope, provider: str) -> dict[str, Answer]:
    """What our own remedies have made at a provider: refunds of duplicates, by their reference there."""
    columns = _finding.c
    chosen = select(columns.remedy_reference, columns.their_reference, columns.state, columns.remedy).where(
        columns.provider == provider, columns.remedy_reference.is_not(None)
    )
    resting = (FindingState.resolved.value, Remedy.refund_duplicate.value)
    return {
        row.remedy_reference: Answer(row.their_reference, (row.state, row.remedy) == resting)
        for row in await scope.tx.execute(chosen)
    }


def _seen_by(reconciliation_id: ReconciliationId) -> Select[tuple[FindingId]]:
    return select(_seen.c.finding_id).where(_seen.c.reconciliation_id == reconciliation_id)
