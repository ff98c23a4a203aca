"""Reconciliation: our books held against a provider's. A run writes down what does not agree, books fees that nobody told of, and closes
what it no longer finds. It may be repeated at will: a finding is one, however often it is found, and a fee is booked once.

The provider is asked outside of any transaction. What is read is the span and `LOOKBACK` before it: a payout holds what is older.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.domains.payments import queries, store
from trunkline.domains.payments.actions.fees import book_fee_of
from trunkline.domains.payments.actions.reconciling_reading import Report, books_of, match_run, read_movements
from trunkline.domains.payments.events import ReconciliationFailed, ReconciliationFinished, ReconciliationStarted
from trunkline.domains.payments.model import (
    BookEntry,
    EntryKind,
    FindingState,
    Reconciliation,
    ReconciliationState,
    Remedy,
)
from trunkline.domains.payments.ports import PaymentProviders, ProviderBooks
from trunkline.domains.payments.rules import BOOKS_LATE_BY, SETTLED_WITHIN, Matching
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid
from trunkline.kernel.ids import ReconciliationId
from trunkline.kernel.money import Money

# Nights overlap, so that what comes late is seen by the next ones; what is open is looked at for as long as this.
OVERLAP = SETTLED_WITHIN + timedelta(days=3)
FOLLOWED_FOR = timedelta(days=60)
SPAN_MAX = timedelta(days=100)
# A run that has said nothing for so long has died.
DEAD_AFTER = timedelta(hours=1)
ABANDONED_AFTER = timedelta(days=1)


async def start_reconciliation(
    scope: Scope, provider: str, since: datetime, until: datetime, *, book_fees: bool = True, running: bool = False
) -> Reconciliation:
    """Have the job that answers do it; with `running` the caller does it itself. Raises `NotFound`, `Invalid`."""
    books_of(scope.port(PaymentProviders), provider)
    _check_span(since, until, scope.machine_now)
    now = scope.machine_now
    made = Reconciliation(
        id=scope.new_id(ReconciliationId),
        provider=provider,
        since=since,
        until=until,
        book_fees=book_fees,
        state=ReconciliationState.running if running else ReconciliationState.waiting,
        created_at=now,
        started_at=now if running else None,
    )
    await store.insert_reconciliation(scope, made)
    scope.announce(ReconciliationStarted(company_id=None, subject=made.id, provider=provider, since=since, until=until))
    return made


async def start_nightly(begin: Begin, providers: PaymentProviders) -> Sequence[Reconciliation]:
    """A run for each connected provider that keeps books, over the last days and all that is still open. Those that somebody began and
    left are ended: what they would have found is found by these.
    """
    await _end_abandoned(begin)
    started = []
    for name in providers.names:
        if isinstance(providers.of(name), ProviderBooks):
            async with begin(None) as scope:
                until = (scope.machine_now - BOOKS_LATE_BY).replace(minute=0, second=0, microsecond=0)
                first = await queries.oldest_open(scope, name, until - FOLLOWED_FOR)
                since = min(until - OVERLAP, first or until)
                started.append(await start_reconciliation(scope, name, since, until))
    return started


async def _end_abandoned(begin: Begin) -> None:
    async with begin(None) as scope:
        for one in await queries.abandoned(scope, scope.machine_now - ABANDONED_AFTER):
            await fail_reconciliation(scope, one, "Whoever was at it has left it.")


async def claim_reconciliation(
    begin: Begin, reconciliation_id: ReconciliationId, *, again: bool = False
) -> Reconciliation | None:
    """The run, for whoever is to do it; None where it is done, or somebody else is at it. `again`: the one who was at it has died."""
    async with begin(None) as scope:
        run = await store.lock_reconciliation(scope, reconciliation_id)
        if run.state not in (ReconciliationState.waiting, ReconciliationState.running):
            return None
        alive = run.seen_at is not None and scope.machine_now < run.seen_at + DEAD_AFTER
        if run.state is ReconciliationState.running and alive and not again:
            return None
        claimed = replace(run, state=ReconciliationState.running, started_at=scope.machine_now, alive_at=None)
        await store.save_reconciliation(scope, claimed)
        return claimed


async def dies_after(begin: Begin, reconciliation_id: ReconciliationId) -> timedelta | None:
    """How long whoever is at a run has to give a sign of life, before they are taken for dead; None where nobody is."""
    async with begin(None, write=False) as scope:
        run, now = await queries.reconciliation(scope, reconciliation_id), scope.machine_now
    if run.state is not ReconciliationState.running or run.seen_at is None:
        return None
    return max(run.seen_at + DEAD_AFTER - now, timedelta(seconds=1))


async def reconcile(
    begin: Begin, providers: PaymentProviders, run: Reconciliation, report: Report | None = None
) -> Reconciliation:
    """Do a run that was claimed. Raises `NotFound`, `Unavailable`: then it may be done again.

    Each page that is read is a sign of life. Where somebody else has taken the run over meanwhile, it is theirs to conclude.
    """

    async def alive(done: int, of: int) -> None:
        async with begin(None) as scope:
            await store.touch_reconciliation(scope, run)
        if report is not None:
            await report(done, of)

    movements = await read_movements(books_of(providers, run.provider), run, alive)
    matching = await match_run(begin, providers, run, movements)
    booked = 0
    if run.book_fees:
        for entry, fee in matching.unbooked:
            booked += await _book(begin, entry, fee)
    if booked:
        matching = await match_run(begin, providers, run, movements)
    return await _conclude(begin, run, matching, booked)


async def fail_reconciliation(scope: Scope, reconciliation_id: ReconciliationId, error: str) -> None:
    """Nobody will do it any more. Harmless where it is done."""
    run = await store.lock_reconciliation(scope, reconciliation_id)
    if run.state not in (ReconciliationState.waiting, ReconciliationState.running):
        return
    failed = replace(run, state=ReconciliationState.failed, ended_at=scope.machine_now, error=error)
    await store.save_reconciliation(scope, failed)
    told = ReconciliationFailed(
        company_id=None, subject=run.id, provider=run.provider, since=run.since, until=run.until, error=error[:300]
    )
    scope.announce(told)


def _check_span(since: datetime, until: datetime, now: datetime) -> None:
    if since >= until:
        raise _wrong("from", "The span ends before it begins.")
    if until > now:
        raise _wrong("to", "The span ends in the future: nothing has happened there yet.")
    if until - since > SPAN_MAX:
        raise _wrong("from", f"A reconciliation covers at most {SPAN_MAX.days} days; start several.")


def _wrong(field: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(f"/{field}", detail)])


async def _book(begin: Begin, entry: BookEntry, fee: Money) -> int:
    """One fee, in a transaction of its own; what cannot be booked now stays a finding."""
    assert entry.kind is EntryKind.payment
    try:
        async with begin(entry.company_id) as scope:
            return int(await book_fee_of(scope, entry.id, fee))
    except Conflict:  # the clock of a test company is moving
        return 0


async def _conclude(begin: Begin, run: Reconciliation, matching: Matching, booked: int) -> Reconciliation:
    """In one transaction: the findings, those that are gone, and who is told."""
    async with begin(None) as scope:
        held = await store.lock_reconciliation(scope, run.id)
        if held.state is not ReconciliationState.running or held.started_at != run.started_at:
            return held
        new = 0
        for one in matching.found:
            new += await store.keep_finding(scope, run, one)
        gone = await store.lock_unseen(scope, run)
        for finding in gone:
            settled = replace(
                finding,
                state=FindingState.resolved,
                remedy=Remedy.settled_itself,
                resolved_at=scope.machine_now,
                resolved_by=scope.actor.name,
                note="A later run no longer found it.",
            )
            await store.save_finding(scope, settled)
        open_left, first = await queries.open_findings(scope, run.provider)
        done = replace(
            held,
            state=ReconciliationState.finished,
            ended_at=scope.machine_now,
            matched=matching.matched,
            found=len(matching.found),
            new=new,
            closed=len(gone),
            open_left=open_left,
            fees_booked=booked,
        )
        await store.save_reconciliation(scope, done)
        scope.announce(_finished(done, first.reason if first else None))
        return done


def _finished(done: Reconciliation, first: str | None) -> ReconciliationFinished:
    return ReconciliationFinished(
        company_id=None,
        subject=done.id,
        provider=done.provider,
        since=done.since,
        until=done.until,
        matched=done.matched,
        found=done.found,
        new=done.new,
        closed=done.closed,
        open_left=done.open_left,
        fees_booked=done.fees_booked,
        first=None if first is None else first[:300],
    )
