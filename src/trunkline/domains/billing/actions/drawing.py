"""What draws wallets: the issue of an invoice takes, a void or a credit note gives back, time runs out. Who does it holds the wallets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.posting import post_draws
from trunkline.domains.billing.events import CreditExpired, WalletBalanceLow, WalletDrawn
from trunkline.domains.billing.model import Draw, DrawKind, Grant, GrantLeft, Invoice, InvoiceState, Wallet
from trunkline.domains.billing.rules import draws, falls_below, returns, sum_of, usable_sum
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import CreditNoteId, DrawId, InvoiceId, WalletId
from trunkline.kernel.money import Money


async def draw_wallets(scope: Scope, invoice: Invoice) -> Invoice:
    """Pay of the invoice what the company's active wallets of its currency can; the invoice as it is afterwards, which may be paid.

    Whoever issues it says so: nothing is announced about the invoice here.
    """
    if invoice.due.minor <= 0:
        return invoice
    wallets = await store.lock_active_wallets(scope, invoice.company_id, invoice.currency)
    lefts = await store.open_grants(scope, [one.id for one in wallets]) if wallets else []
    taken = draws(lefts, invoice.due, scope.now)
    if not taken:
        return invoice
    made = [_draw(scope, one.grant, DrawKind.drawn, part, invoice.id) for one, part in taken]
    await store.insert_draws(scope, made)
    post_draws(scope, made, [one.grant for one in lefts])
    for wallet in wallets:
        _tell_drawn(scope, wallet, invoice, [one for one in lefts if one.grant.wallet_id == wallet.id], made)
    after = replace(invoice, credited=invoice.credited + sum_of((one.amount for one in made), invoice.currency))
    if not after.due:
        after = replace(after, state=InvoiceState.paid, paid_at=scope.now)
    await store.update_state(scope, after)
    return after


async def give_back_draws(scope: Scope, invoice: Invoice, most: Money, note: CreditNoteId | None = None) -> Money:
    """Return what the invoice has drawn to the grants that it came from, up to `most`; how much that was.

    What was drawn last comes back first. A grant that has expired meanwhile stays expired: what comes back to it cannot be drawn. A
    terminated wallet stays terminated. The invoice must be locked; `note` is what credits it, None where it becomes void.
    """
    moved = await store.draws_for(scope, invoice.id)
    if not moved:
        return Money.zero(invoice.currency)
    await store.lock_wallets(scope, {one.wallet_id for one in moved})
    lefts = await store.grants_by_id(scope, [one.grant_id for one in moved])
    grants = {grant_id: left.grant for grant_id, left in lefts.items()}
    back = returns(moved, grants, most)
    for drawn, part in back:
        await _give_back(scope, grants[drawn.grant_id], drawn, part, note)
    return sum_of((part for _, part in back), invoice.currency)


async def expire_credits(begin: Begin) -> int:
    """Book the rest of every grant that has expired; returns how many grants. One transaction per wallet."""
    return await sweep(begin, store.expired_wallets, _expire)


async def _expire(scope: Scope, wallet_id: WalletId) -> int:
    wallet = await store.lock_wallet(scope, wallet_id)
    assert wallet is not None, "wallets are never deleted"
    over = [one for one in await store.open_grants(scope, [wallet_id]) if one.grant.is_expired(scope.now)]
    rests = [one for one in over if one.left]
    made = [_draw(scope, one.grant, DrawKind.expired, one.left) for one in rests]
    await store.insert_draws(scope, made)
    post_draws(scope, made, [one.grant for one in rests])
    await store.close_grants(scope, [one.grant.id for one in over])
    for one in rests:
        scope.announce(_expired(wallet, one.grant, one.left))
    return len(over)


async def _give_back(scope: Scope, grant: Grant, drawn: Draw, part: Money, note: CreditNoteId | None) -> None:
    assert drawn.invoice_id is not None, "only invoices draw"
    back = [_draw(scope, grant, DrawKind.returned, -part, drawn.invoice_id, note)]
    if grant.closed_at is not None:  # its rest was booked as expired before this came back to it
        back.append(_draw(scope, grant, DrawKind.expired, part, drawn.invoice_id, note))
    await store.insert_draws(scope, back)
    post_draws(scope, back, [grant])


def _draw(
    scope: Scope,
    grant: Grant,
    kind: DrawKind,
    amount: Money,
    invoice_id: InvoiceId | None = None,
    note: CreditNoteId | None = None,
) -> Draw:
    return Draw(
        id=scope.new_id(DrawId),
        company_id=grant.company_id,
        wallet_id=grant.wallet_id,
        grant_id=grant.id,
        invoice_id=invoice_id,
        kind=kind,
        amount=amount,
        drawn_at=scope.now,
        credit_note_id=note,
    )


def _tell_drawn(
    scope: Scope, wallet: Wallet, invoice: Invoice, lefts: Sequence[GrantLeft], made: Sequence[Draw]
) -> None:
    """One fact for the wallet, if anything was drawn of it, and another if that makes it low."""
    drawn = sum_of((one.amount for one in made if one.wallet_id == wallet.id), wallet.currency)
    if not drawn:
        return
    assert invoice.number is not None, "an issued invoice has its number"
    before = usable_sum(lefts, wallet.currency, scope.now)
    scope.announce(
        WalletDrawn(
            company_id=wallet.company_id,
            subject=wallet.id,
            name=wallet.name,
            invoice_id=invoice.id,
            number=invoice.number,
            amount=drawn,
            left=before - drawn,
        )
    )
    if wallet.top_up is not None and falls_below(wallet.top_up, before, before - drawn):
        scope.announce(
            WalletBalanceLow(
                company_id=wallet.company_id,
                subject=wallet.id,
                name=wallet.name,
                balance=before - drawn,
                below=wallet.top_up.below,
                top_up=wallet.top_up.top_up,
            )
        )


def _expired(wallet: Wallet, grant: Grant, amount: Money) -> CreditExpired:
    assert grant.expires_at is not None, "only a grant with an end expires"
    return CreditExpired(
        company_id=wallet.company_id,
        subject=wallet.id,
        name=wallet.name,
        grant_id=grant.id,
        amount=amount,
        expired_at=grant.expires_at,
    )
