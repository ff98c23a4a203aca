"""Prepaid credits: wallets, what was put into them, and every movement down to its grant."""

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.wallet_shapes import (
    BoughtOut,
    BuyIn,
    DrawOut,
    GrantIn,
    GrantOut,
    WalletDetailOut,
    WalletIn,
    WalletOut,
)
from trunkline.domains.billing.model import GrantLeft
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import WalletId


@router.get("/wallets", permission=Permission.invoices_read)
async def list_wallets(scope: ReadScope, page: Paging) -> PageOut[WalletOut]:
    """Wallets with their balances, the newest first; of all companies for the operator who names none."""
    return page.out((await queries.wallets(scope, page.request)).map(WalletOut.of))


@router.get("/wallets/{wallet_id}", permission=Permission.invoices_read)
async def read_wallet(scope: ReadScope, wallet_id: WalletId) -> WalletDetailOut:
    """A wallet with its grants, in the order in which they are drawn."""
    return WalletDetailOut.with_grants(await queries.wallet(scope, wallet_id), scope.now)


@router.get("/wallets/{wallet_id}/draws", permission=Permission.invoices_read)
async def list_draws(scope: ReadScope, page: Paging, wallet_id: WalletId) -> PageOut[DrawOut]:
    """What was taken of the wallet and given back to it, the newest first, each with its grant and its invoice."""
    return page.out((await queries.wallet_draws(scope, wallet_id, page.request)).map(DrawOut.of))


@router.post("/wallets", permission=Permission.invoices_manage, status_code=201)
async def open_wallet(scope: WriteScope, body: WalletIn) -> WalletDetailOut:
    """Open an empty wallet for the company that `?company=` names."""
    opened = await actions.open_wallet(scope, body.wanted())
    return WalletDetailOut.with_grants(await queries.wallet(scope, opened.id), scope.now)


@router.post("/wallets/{wallet_id}/grants", permission=Permission.invoices_manage, status_code=201)
async def grant_credit(scope: WriteScope, wallet_id: WalletId, body: GrantIn) -> GrantOut:
    """Put credits into the wallet. They pay invoices that are issued from now on."""
    made = await actions.grant_credit(scope, wallet_id, body.wanted())
    return GrantOut.of(GrantLeft(made, made.amount), scope.now)


@router.post("/wallets/{wallet_id}/top-ups", permission=Permission.payments_manage, status_code=201)
async def buy_credit(scope: WriteScope, wallet_id: WalletId, body: BuyIn) -> BoughtOut:
    """Buy credits: an invoice is issued and collected, and what is paid of it is put into the wallet. One at a time."""
    wallet = (await queries.wallet(scope, wallet_id)).wallet
    return BoughtOut.of(await actions.buy_credit(scope, wallet_id, body.wanted(wallet.currency)))


@router.get("/wallets/{wallet_id}/top-ups", permission=Permission.invoices_read)
async def list_top_ups(scope: ReadScope, page: Paging, wallet_id: WalletId) -> PageOut[BoughtOut]:
    """The purchases of credits for the wallet, the newest first."""
    return page.out((await queries.top_ups(scope, wallet_id, page.request)).map(BoughtOut.of))


@router.post("/wallets/{wallet_id}/terminate", permission=Permission.invoices_manage)
async def terminate_wallet(scope: WriteScope, wallet_id: WalletId) -> WalletDetailOut:
    """Draw the wallet no more. What is left in it stays on record, and is neither moved nor paid out."""
    await actions.terminate_wallet(scope, wallet_id)
    return WalletDetailOut.with_grants(await queries.wallet(scope, wallet_id), scope.now)
