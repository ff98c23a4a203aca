"""Questions about prepaid credits. Somebody else's wallet does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import BoughtTopUp, Draw, GrantKind, Wallet, WalletBalance
from trunkline.domains.billing.rules import wallet_balance
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import WalletId
from trunkline.kernel.page import Page, PageRequest, page_of

_wallets = store.wallet
_grants = store.wallet_grant
_draws = store.wallet_draw
_top_ups = store.wallet_top_up


@dataclass(frozen=True, slots=True)
class DrawDetails:
    """A movement with what a reader asks next: of which grant, for which invoice."""

    draw: Draw
    grant_kind: GrantKind
    priority: int
    invoice_number: str | None


async def wallet(scope: Scope, wallet_id: WalletId) -> WalletBalance:
    """The wallet with all of its grants. Raises `NotFound`, also for another company's."""
    chosen = select(_wallets).where(scope.of_company(_wallets), _wallets.c.id == wallet_id)
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no wallet {wallet_id}.")
    (balance,) = await _with_grants(scope, [store.wallet_of(row)])
    return balance


async def wallets(scope: Scope, request: PageRequest) -> Page[WalletBalance]:
    """The wallets of the company, or of all companies for the operator; the newest first."""
    chosen = select(_wallets).where(scope.of_company(_wallets))
    if request.position is not None:
        chosen = chosen.where(_wallets.c.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_wallets.c.id.desc()).limit(request.limit + 1))
    page = page_of([store.wallet_of(row) for row in rows], request, lambda one: (one.id,))
    return Page(await _with_grants(scope, page.items), page.next_position)


async def wallet_draws(scope: Scope, wallet_id: WalletId, request: PageRequest) -> Page[DrawDetails]:
    """What was taken of the wallet and given back to it, the newest first. Raises `NotFound`."""
    await wallet(scope, wallet_id)
    same_grant = and_(_grants.c.id == _draws.c.grant_id, _grants.c.company_id == _draws.c.company_id)
    same_invoice = and_(store.invoice.c.id == _draws.c.invoice_id, store.invoice.c.company_id == _draws.c.company_id)
    chosen = (
        select(_draws, _grants.c.kind.label("grant_kind"), _grants.c.priority, store.invoice.c.number)
        .join(_grants, same_grant)
        .outerjoin(store.invoice, same_invoice)
        .where(scope.of_company(_draws), _draws.c.wallet_id == wallet_id)
    )
    if request.position is not None:
        chosen = chosen.where(_draws.c.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_draws.c.id.desc()).limit(request.limit + 1))
    found = [DrawDetails(store.draw_of(row), GrantKind(row.grant_kind), row.priority, row.number) for row in rows]
    return page_of(found, request, lambda one: (one.draw.id,))


async def top_ups(scope: Scope, wallet_id: WalletId, request: PageRequest) -> Page[BoughtTopUp]:
    """The purchases of credits for the wallet, the newest first. Raises `NotFound`."""
    await wallet(scope, wallet_id)
    chosen = select(_top_ups).where(scope.of_company(_top_ups), _top_ups.c.wallet_id == wallet_id)
    if request.position is not None:
        chosen = chosen.where(_top_ups.c.invoice_id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_top_ups.c.invoice_id.desc()).limit(request.limit + 1))
    return page_of([store.top_up_of(row) for row in rows], request, lambda one: (one.invoice_id,))


async def _with_grants(scope: Scope, found: Sequence[Wallet]) -> list[WalletBalance]:
    lefts = await store.grants_of(scope, [one.id for one in found])
    return [wallet_balance(one, [left for left in lefts if left.grant.wallet_id == one.id], scope.now) for one in found]
