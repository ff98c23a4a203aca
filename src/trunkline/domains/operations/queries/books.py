"""Proving a company's books: against themselves, and against the documents of billing and payments.

balanced       every transaction sums to zero in each currency, and every posting has its transaction
balance        a balance is the sum of its postings
missing        every document that moves money has its transaction
unfounded      and every transaction its document
receivable     what the books ask for, invoice by invoice, is what the invoice asks for
account        receivable, customer credit, accrued, earnings, tax, losses, promotions, fees, disputes and cash come to what the
               documents say
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from trunkline.domains.billing import queries as billing
from trunkline.domains.ledger import queries as ledger
from trunkline.domains.ledger.model import MANUAL, AccountKey
from trunkline.domains.ledger.rules import differing
from trunkline.domains.operations.model import BookDifference
from trunkline.domains.payments import queries as payments
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency, Money

SHOWN_MAX = 1_000
# Money by hand has no document but the invoice that it paid, which is proved by what that asks for.
_NOT_PROVED = frozenset({f"cash:{MANUAL}", "refunds"})
_OF_INVOICES = ("earned", "paid")


async def book_differences(scope: Scope) -> list[BookDifference]:
    """All of the scope's company, up to a thousand; none where the books are right."""
    proof = await billing.proof(scope)
    moved = await payments.moved_money(scope)
    found = [
        *await _unbalanced(scope),
        *_balances(*await ledger.balances_and_postings(scope)),
        *_documents(await ledger.sources(scope), proof.required | moved.sources, proof.possible | moved.possible),
        *_asked(await ledger.asked_by_document(scope), proof.asked),
        *_accounts(
            await ledger.sums_by_account(scope), _expected(proof, moved.sums, await ledger.deferred_sums(scope))
        ),
    ]
    return found[:SHOWN_MAX]


async def _unbalanced(scope: Scope) -> list[BookDifference]:
    off = await ledger.unbalanced(scope)
    return [BookDifference("balanced", one, _money(minor, code), _money(0, code)) for one, code, minor in off]


def _balances(kept: Mapping[AccountKey, int], proved: Mapping[AccountKey, int]) -> Iterable[BookDifference]:
    for key, (was, is_) in differing(kept, proved).items():
        name = f"{key.purpose}:{key.provider}" if key.provider else key.purpose
        yield BookDifference("balance", name, _money(was, key.currency), _money(is_, key.currency))


def _documents(posted: set[str], required: set[str], possible: set[str]) -> Iterable[BookDifference]:
    for one in sorted(required - posted):
        yield BookDifference("missing", one, "no transaction", "one")
    for one in sorted(posted - required - possible):
        if not _is_of_invoice(one, required):
            yield BookDifference("unfounded", one, "a transaction", "none")


def _is_of_invoice(source: str, required: set[str]) -> bool:
    kind, _, rest = source.partition(":")
    document, _, what = rest.partition(":")
    known = f"invoice:{document}:issued" in required
    return kind == "invoice" and known and what.partition(":")[0] in _OF_INVOICES


def _asked(kept: Mapping[str, int], proved: Mapping[str, int]) -> Iterable[BookDifference]:
    for document, (was, is_) in differing(kept, proved).items():
        yield BookDifference("receivable", document or "no invoice", f"{was} minor units", f"{is_} minor units")


def _expected(
    proof: billing.Proof, moved: Counter[tuple[str, str]], deferred: Mapping[str, int]
) -> dict[tuple[str, str], int]:
    """What each account comes to."""
    sums: Counter[tuple[str, str]] = Counter(proof.sums)
    sums.update(moved)
    for code in {*proof.sold, *proof.asked_credits, *deferred}:
        sums["earnings", code] -= proof.sold[code] - deferred.get(code, 0)
        sums["accrued", code] -= proof.asked_credits[code] + deferred.get(code, 0)
    return dict(sums)


def _accounts(kept: Mapping[tuple[str, str], int], proved: Mapping[tuple[str, str], int]) -> Iterable[BookDifference]:
    for (account, code), (was, is_) in differing(kept, proved).items():
        if account not in _NOT_PROVED:
            yield BookDifference("account", account, _money(was, code), _money(is_, code))


def _money(minor: int, code: str) -> str:
    return str(Money(minor, Currency.of(code)))
