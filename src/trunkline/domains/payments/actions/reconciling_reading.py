"""What a run holds together: the provider's movements, read page by page, and what our books have of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from trunkline.domains.payments import queries
from trunkline.domains.payments.actions.methods import connected
from trunkline.domains.payments.model import (
    About,
    AskedFor,
    AttemptState,
    MovementKind,
    ProviderTransaction,
    Reconciliation,
    refund_of_key,
)
from trunkline.domains.payments.ports import NoticeSource, PaymentProviders, ProviderBooks
from trunkline.domains.payments.rules import LOOKBACK, Books, Matching, Span, match_books
from trunkline.infra.scope import Begin
from trunkline.kernel.errors import NotFound

Report = Callable[[int, int], Awaitable[None]]


def books_of(providers: PaymentProviders, name: str) -> ProviderBooks:
    """Raises `NotFound`."""
    source: object = connected(providers, name)
    if not isinstance(source, ProviderBooks):
        raise NotFound(f"No payment provider {name!r} that keeps books is connected here.")
    return source


async def read_movements(books: ProviderBooks, run: Reconciliation, report: Report | None) -> list[ProviderTransaction]:
    """The movements of the span and of `LOOKBACK` before it. Progress is told in days."""
    begin, found, cursor = run.since - LOOKBACK, list[ProviderTransaction](), None
    days = (run.until - begin).days + 1
    while True:
        page = await books.transactions(begin, run.until, cursor)
        found += page.transactions
        if report is not None:
            await report((found[-1].created_at - begin).days if found else 0, days)
        if (cursor := page.next_cursor) is None:
            return found


async def match_run(
    begin: Begin, providers: PaymentProviders, run: Reconciliation, movements: Sequence[ProviderTransaction]
) -> Matching:
    named = {one.source_reference or one.reference for one in movements}
    async with begin(None, write=False) as scope:
        now = scope.machine_now
        entries = await queries.book_entries(scope, run.provider, named, run.since, run.until)
        answered = await queries.answered_references(scope, run.provider)
        strays = await queries.strays(scope, run.provider, run.since, run.until)
    span = Span(run.since, run.until, now)
    known = {one.reference for one in entries} | answered.keys()
    again = {one.charge for one in answered.values()}
    unknown = [
        one
        for one in movements
        if (span.holds(one.created_at) or one.source_reference in again) and one.source_reference not in known
    ]
    asked = await _asked(begin, providers, run.provider, unknown)
    return match_books(Books(movements, entries, asked, answered, strays), span)


async def _asked(
    begin: Begin, providers: PaymentProviders, provider: str, unknown: Sequence[ProviderTransaction]
) -> dict[str, AskedFor]:
    """What of ours has asked for movements that our books do not have. The provider keeps the keys; it is asked once for each."""
    source = providers.of(provider)
    if not isinstance(source, NoticeSource):
        return {}
    found: dict[str, AskedFor] = {}
    for kind, about in ((MovementKind.charge, About.charge), (MovementKind.refund, About.refund)):
        for reference in sorted({one.source_reference for one in unknown if one.kind is kind and one.source_reference}):
            key = await source.key_of(about, reference)
            asked = None if key is None else await _asked_with(begin, provider, about, key)
            if asked is not None:
                found[reference] = asked
    return found


async def _asked_with(begin: Begin, provider: str, about: About, key: str) -> AskedFor | None:
    async with begin(None, write=False) as scope:
        if about is About.charge:
            attempt = await queries.attempt_by_key(scope, provider, key)
            if attempt is None:
                return None
            # Money of an attempt that was declined, or is under way, is received when it is fetched: it is no duplicate.
            paid_by = attempt.reference if attempt.state is AttemptState.succeeded else None
            return AskedFor(attempt.payment_id, attempt.company_id, paid_by)
        refund_id = refund_of_key(key)
        refund = None if refund_id is None else await queries.refund_of_anybody(scope, refund_id)
        return None if refund is None else AskedFor(refund.id, refund.company_id)
