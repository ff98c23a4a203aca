"""Buying credits: an invoice is issued and collected as any other, and what is paid of it is put into the wallet.

Credits are a means of payment that is good for whatever is sold, so their sale carries no tax; what they pay for later does. An invoice
for credits is not paid with credits.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.items import enter_item
from trunkline.domains.billing.actions.planning import one_off_lines
from trunkline.domains.billing.actions.wallets import held_wallet, put_into
from trunkline.domains.billing.actions.writing import write_invoice
from trunkline.domains.billing.events import TopUpAsked
from trunkline.domains.billing.model import (
    BoughtTopUp,
    GrantKind,
    NewItem,
    TopUpPending,
    TopUpState,
    Wallet,
    WalletState,
)
from trunkline.domains.billing.rules import usable_sum
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId, WalletId
from trunkline.kernel.money import Money


async def buy_credit(scope: Scope, wallet_id: WalletId, amount: Money) -> BoughtTopUp:
    """Issue the invoice for `amount`, which is more than nothing. Raises `NotFound`, `WalletNotActive`, and `TopUpPending`."""
    found = await queries.wallet(scope, wallet_id)
    scope = replace(scope, company_id=found.wallet.company_id)
    await store.hold_account(scope)  # before the wallet, as whoever issues an invoice does
    return await _buy(scope, await held_wallet(scope, wallet_id), amount)


async def top_up_if_low(scope: Scope, wallet_id: WalletId) -> BoughtTopUp | None:
    """What the wallet's rule asks for, where it buys by itself, nothing is pending, and the balance is still below the mark."""
    await store.hold_account(scope)
    wallet = await store.lock_wallet(scope, wallet_id)
    if wallet is None or wallet.state is not WalletState.active or wallet.top_up is None or not wallet.top_up.automatic:
        return None
    balance = usable_sum(await store.open_grants(scope, [wallet.id]), wallet.currency, scope.now)
    if balance >= wallet.top_up.below:
        return None
    try:
        return await _buy(scope, wallet, wallet.top_up.top_up)
    except TopUpPending:
        return None


async def grant_bought(scope: Scope, invoice_id: InvoiceId) -> None:
    """The invoice is paid: what it sold is in the wallet from now on. Nothing, where it was for something else, or credited.

    What credit notes took back of it is not granted, even if it was paid: that money became the company's credit.
    """
    bought = await store.lock_top_up(scope, invoice_id)
    if bought is None or bought.state is TopUpState.granted:
        return
    invoice = await queries.invoice(scope, invoice_id)
    sold = invoice.total - await store.credited_of(scope, invoice)
    wallet = await store.lock_wallet(scope, bought.wallet_id)
    assert wallet is not None, "wallets are never deleted"
    if sold.minor <= 0:
        await store.end_top_up(scope, bought, TopUpState.given_up)
        return
    await store.end_top_up(scope, bought, TopUpState.granted)
    await put_into(scope, wallet, sold, kind=GrantKind.purchased, bought=True)


async def give_up_top_up(scope: Scope, invoice_id: InvoiceId) -> None:
    """The invoice became void or was written off: the wallet may be topped up anew."""
    bought = await store.lock_top_up(scope, invoice_id)
    if bought is not None and bought.state is TopUpState.pending:
        await store.end_top_up(scope, bought, TopUpState.given_up)


async def _buy(scope: Scope, wallet: Wallet, amount: Money) -> BoughtTopUp:
    made = BoughtTopUp(
        invoice_id=scope.new_id(InvoiceId),
        company_id=wallet.company_id,
        wallet_id=wallet.id,
        amount=amount,
        state=TopUpState.pending,
        asked_at=scope.now,
        ended_at=None,
    )
    if not await store.insert_top_up(scope, made):
        raise TopUpPending(f"Wallet {wallet.name} has a top-up that is not paid yet: pay its invoice, or void it.")
    company = await tenants.company(scope, wallet.company_id)
    item = await enter_item(scope, company.id, _item(wallet, amount))
    lines = await one_off_lines(scope, company, [item])
    await write_invoice(scope, company, amount.currency, lines, invoice_id=made.invoice_id, of_credits=True)
    scope.announce(
        TopUpAsked(
            company_id=wallet.company_id, subject=wallet.id, name=wallet.name, amount=amount, invoice_id=made.invoice_id
        )
    )
    return made


def _item(wallet: Wallet, amount: Money) -> NewItem:
    return NewItem(
        currency=amount.currency,
        description=f"Credits for {wallet.name}",
        quantity=Decimal(1),
        unit_amount=amount.major,
        tax_rate=Decimal(0),
    )
