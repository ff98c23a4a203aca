"""Wallets by hand: opened, filled and terminated by the operator. What draws them is in `drawing`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.posting import post_grant
from trunkline.domains.billing.events import CreditGranted, WalletOpened, WalletTerminated
from trunkline.domains.billing.model import (
    PRIORITY_DEFAULT,
    Grant,
    GrantKind,
    TopUp,
    TopUpPending,
    Wallet,
    WalletNotActive,
    WalletState,
)
from trunkline.domains.billing.rules import usable_sum
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid, NotFound
from trunkline.kernel.ids import GrantId, WalletId
from trunkline.kernel.money import Currency, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWallet:
    """A wallet to open. The rule's amounts are in major units of its currency, both or neither."""

    name: str
    currency: Currency
    below: Decimal | None = None
    top_up: Decimal | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """Credits to put into a wallet; see `Grant`. `amount` is in major units of the wallet's currency."""

    amount: Decimal
    priority: int
    kind: GrantKind
    expires_at: datetime | None


async def open_wallet(scope: Scope, new: NewWallet) -> Wallet:
    """An empty wallet of the scope's company. Raises `Invalid` when the scope names none, or an amount of the rule is not one."""
    company = await tenants.company(scope, scope.company)
    opened = Wallet(
        id=scope.new_id(WalletId),
        company_id=company.id,
        name=new.name,
        currency=new.currency,
        state=WalletState.active,
        top_up=_rule(new),
        opened_at=scope.now,
        terminated_at=None,
    )
    await store.insert_wallet(scope, opened)
    scope.announce(
        WalletOpened(company_id=opened.company_id, subject=opened.id, name=new.name, currency=new.currency.code)
    )
    return opened


async def grant_credit(scope: Scope, wallet_id: WalletId, new: NewGrant) -> Grant:
    """Put credits into the wallet. They pay what is issued from now on; what is open already stays as it is.

    Raises `NotFound`, `WalletNotActive`, and `Invalid` for an amount that is none or an expiry that has passed.
    """
    wallet = await held_wallet(scope, wallet_id)
    if new.expires_at is not None and new.expires_at <= scope.now:
        detail = "The credits would have expired already; name a moment to come, or none."
        raise Invalid(detail, fields=[FieldProblem("/expires_at", detail)])
    amount = amount_of(new.amount, wallet.currency, "/amount")
    return await put_into(scope, wallet, amount, kind=new.kind, priority=new.priority, expires_at=new.expires_at)


async def put_into(
    scope: Scope,
    wallet: Wallet,
    amount: Money,
    *,
    kind: GrantKind,
    priority: int = PRIORITY_DEFAULT,
    expires_at: datetime | None = None,
    bought: bool = False,
) -> Grant:
    """Grant the amount; the wallet must be held. `bought`: by an invoice for it, which is paid."""
    made = Grant(
        id=scope.new_id(GrantId),
        wallet_id=wallet.id,
        company_id=wallet.company_id,
        amount=amount,
        priority=priority,
        kind=kind,
        expires_at=expires_at,
        granted_at=scope.now,
        closed_at=None,
    )
    await store.insert_grant(scope, made)
    post_grant(scope, made, bought=bought)
    scope.announce(_granted(wallet, made))
    return made


async def terminate_wallet(scope: Scope, wallet_id: WalletId) -> Wallet:
    """Draw the wallet no more. What is left in it stays on record, and is neither moved nor paid out.

    Raises `NotFound`, `WalletNotActive`, and `TopUpPending` where credits for it are asked for: their invoice is voided or paid first.
    """
    wallet = await held_wallet(scope, wallet_id)
    if await store.has_pending_top_up(scope, wallet.id):
        raise TopUpPending(f"Credits for {wallet.name} were asked for and are not paid yet: void that invoice first.")
    left = usable_sum(await store.open_grants(scope, [wallet.id]), wallet.currency, scope.now)
    ended = replace(wallet, state=WalletState.terminated, terminated_at=scope.now)
    await store.mark_terminated(scope, ended)
    scope.announce(WalletTerminated(company_id=ended.company_id, subject=ended.id, name=ended.name, left=left))
    return ended


async def held_wallet(scope: Scope, wallet_id: WalletId) -> Wallet:
    """Held until the transaction ends. Raises `NotFound` and `WalletNotActive`."""
    found = await store.lock_wallet(scope, wallet_id)
    if found is None:
        raise NotFound(f"There is no wallet {wallet_id}.")
    if found.state is not WalletState.active:
        raise WalletNotActive(f"Wallet {found.name} is {found.state}; open another one.")
    return found


def _rule(new: NewWallet) -> TopUp | None:
    if new.below is None or new.top_up is None:
        return None
    below = amount_of(new.below, new.currency, "/top_up/below")
    return TopUp(below, amount_of(new.top_up, new.currency, "/top_up/top_up"), new.automatic)


def amount_of(major: Decimal, currency: Currency, pointer: str) -> Money:
    """More than nothing, and no more decimals than the currency has."""
    try:
        amount = Money.exact(major, currency)
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(pointer, problem.detail)]) from None
    if amount.minor <= 0:
        detail = "It must be more than nothing."
        raise Invalid(detail, fields=[FieldProblem(pointer, detail)])
    return amount


def _granted(wallet: Wallet, made: Grant) -> CreditGranted:
    return CreditGranted(
        company_id=made.company_id,
        subject=wallet.id,
        name=wallet.name,
        grant_id=made.id,
        grant_kind=made.kind.value,
        amount=made.amount,
        priority=made.priority,
        expires_at=made.expires_at,
    )
