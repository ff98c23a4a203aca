"""Proving the books of all companies, making their balances anew, and writing what is older than they are."""

from __future__ import annotations

from collections.abc import AsyncIterator

from trunkline.domains.billing import actions as billing
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger.events import LedgerUnbalanced
from trunkline.domains.ledger.model import AccountKey
from trunkline.domains.operations import queries
from trunkline.domains.operations.model import BookDifference
from trunkline.domains.payments import actions as payments
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Begin
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import PAGE_SIZE_MAX, PageRequest

_IN_ORDER = (
    billing.catch_up_documents,
    payments.catch_up_payments,
    billing.catch_up_money_by_hand,
    billing.catch_up_write_offs,
)


async def check_books(
    begin: Begin, company_id: CompanyId | None = None
) -> AsyncIterator[tuple[Company, list[BookDifference]]]:
    """Each company, or the named one, with what is wrong with its books.

    What is found is looked at once more: while somebody posts, two questions may see two moments. What is wrong is so both times.
    """
    async for company in _companies(begin, company_id):
        found = await _differences(begin, company.id)
        if found:
            again = set(await _differences(begin, company.id))
            found = [one for one in found if one in again]
        yield company, found


async def alert_unbalanced(begin: Begin) -> int:
    """Announce each company whose books are wrong; returns how many."""
    count = 0
    async for company, found in check_books(begin):
        if found:
            count += 1
            async with begin(company.id) as scope:
                scope.announce(
                    LedgerUnbalanced(
                        company_id=company.id, subject=company.id, count=len(found), first=str(found[0])[:300]
                    )
                )
    return count


async def rebuild_books(
    begin: Begin, company_id: CompanyId | None = None
) -> AsyncIterator[tuple[Company, dict[AccountKey, tuple[int, int]]]]:
    """Each company, or the named one, with the balances that were not the sums of their postings, and are now."""
    async for company in _companies(begin, company_id):
        async with begin(company.id) as scope:
            found = await ledger.rebuild_balances(scope)
        yield company, found


async def catch_up_books(begin: Begin, company_id: CompanyId | None = None) -> AsyncIterator[tuple[Company, int]]:
    """Each company, or the named one, with how many of its documents had no transaction, and have one now.

    Documents and payments first, then what was given up: how much that was is what the books then ask for too much.
    """
    async for company in _companies(begin, company_id):
        count = 0
        for catch_up in _IN_ORDER:
            async with begin(company.id) as scope:
                count += await catch_up(scope)
        yield company, count


async def _differences(begin: Begin, company_id: CompanyId) -> list[BookDifference]:
    async with begin(company_id, write=False) as scope:
        return await queries.book_differences(scope)


async def _companies(begin: Begin, company_id: CompanyId | None) -> AsyncIterator[Company]:
    """Page by page; no transaction stays open."""
    request: PageRequest | None = PageRequest(PAGE_SIZE_MAX)
    while request is not None:
        async with begin(company_id, write=False) as scope:
            page = await tenants.companies(scope, request)
        for company in page.items:
            yield company
        request = None if page.next_position is None else PageRequest(PAGE_SIZE_MAX, page.next_position)
