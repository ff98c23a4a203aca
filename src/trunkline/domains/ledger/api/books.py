"""The books: to see. What is posted, is posted by the events themselves."""

from typing import Annotated

from fastapi import Query

from trunkline.domains.access.model import Permission
from trunkline.domains.ledger import queries
from trunkline.domains.ledger.api.router import router
from trunkline.domains.ledger.api.shapes import AccountOut, AccountsOut, TransactionOut
from trunkline.domains.ledger.model import account_of
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage.api.shapes import moment_of
from trunkline.infra.web import PageOut, Paging, ReadScope
from trunkline.kernel.ids import InvoiceId, LedgerTransactionId
from trunkline.kernel.period import zone_of


@router.get("/ledger/accounts", permission=Permission.ledger_read)
async def list_accounts(scope: ReadScope) -> AccountsOut:
    """The trial balance of the company; of all companies together for the operator who names none."""
    found = await queries.balances(scope)
    return AccountsOut(company_id=scope.company_id, accounts=[AccountOut.of(one) for one in found])


@router.get("/ledger/transactions", permission=Permission.ledger_read)
async def list_transactions(
    scope: ReadScope,
    page: Paging,
    account: Annotated[
        str | None, Query(pattern=r"^[!-~]{1,80}$", description="Only those that move it: `cash:stripe`.")
    ] = None,
    source: Annotated[
        str | None, Query(pattern=r"^[!-~]{1,120}$", description="Only the one that was posted for it.")
    ] = None,
    invoice: Annotated[InvoiceId | None, Query(description="Only those that are about this invoice.")] = None,
    since: Annotated[str | None, Query(alias="from", description="Local day or RFC 3339 time of the event.")] = None,
    until: Annotated[str | None, Query(alias="to", description="Local day, included, or RFC 3339 time.")] = None,
) -> PageOut[TransactionOut]:
    """Transactions with their postings, the newest first; of all companies for the operator who names none (days are then those of UTC)."""
    zone = zone_of("UTC" if scope.company_id is None else (await tenants.company(scope, scope.company_id)).zone)
    wanted = queries.TransactionFilter(
        account=None if account is None else account_of(account),
        source=source,
        document=invoice,
        since=moment_of(since, zone, "from"),
        until=moment_of(until, zone, "to", day_after=True),
    )
    return page.out((await queries.transactions(scope, page.request, wanted)).map(TransactionOut.of))


@router.get("/ledger/transactions/{transaction_id}", permission=Permission.ledger_read)
async def read_transaction(scope: ReadScope, transaction_id: LedgerTransactionId) -> TransactionOut:
    """One transaction with its postings."""
    return TransactionOut.of(await queries.transaction(scope, transaction_id))
