"""Which credits an invoice takes: by priority, then the earliest expiry, then the oldest. Never more than there is, or of what expired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from trunkline.domains.billing.model import Draw, DrawKind, Grant, GrantLeft, TopUp, Wallet, WalletBalance
from trunkline.domains.billing.rules.amounts import sum_of
from trunkline.kernel.ids import GrantId
from trunkline.kernel.money import Currency, Money

_NEVER = datetime.max.replace(tzinfo=UTC)


def draws(grants: Sequence[GrantLeft], amount: Money, now: datetime) -> list[tuple[GrantLeft, Money]]:
    """What to take of each grant; the parts are positive and sum to the lesser of `amount` and what can be drawn.

    The order of `grants` does not matter. An amount of nothing, or below, takes nothing.
    """
    taken: list[tuple[GrantLeft, Money]] = []
    wanted = amount
    for one in sorted(grants, key=lambda one: drawing_order(one.grant)):
        part = min(one.usable(now), wanted)
        if part.minor > 0:
            taken.append((one, part))
            wanted = wanted - part
    return taken


def returns(moved: Sequence[Draw], grants: Mapping[GrantId, Grant], most: Money) -> list[tuple[Draw, Money]]:
    """What of an invoice's draws comes back when it is credited or void, up to `most`; the parts are positive.

    `moved` are its draws and what came back of them before. What was drawn last comes back first: it can be drawn the longest.
    """
    zero = Money.zero(most.currency)
    back = {one.grant_id: zero for one in moved}
    for one in moved:
        if one.kind is DrawKind.returned:
            back[one.grant_id] -= one.amount
    drawn = [one for one in moved if one.kind is DrawKind.drawn]
    found: list[tuple[Draw, Money]] = []
    for one in sorted(drawn, key=lambda one: drawing_order(grants[one.grant_id]), reverse=True):
        part = min(one.amount - back[one.grant_id], most)
        if part.minor > 0:
            found.append((one, part))
            most = most - part
    return found


def drawing_order(grant: Grant) -> tuple[int, datetime, datetime, str]:
    """The id decides between grants of one moment, so that the order is the same on every database."""
    return grant.priority, grant.expires_at or _NEVER, grant.granted_at, grant.id


def usable_sum(grants: Sequence[GrantLeft], currency: Currency, now: datetime) -> Money:
    return sum_of((one.usable(now) for one in grants), currency)


def wallet_balance(wallet: Wallet, grants: Sequence[GrantLeft], now: datetime) -> WalletBalance:
    """What the wallet has, and what of it expires next. Grants that can be drawn come first, in the order in which they will be; the
    others follow, the newest first.
    """
    usable = sorted((one for one in grants if one.usable(now)), key=lambda one: drawing_order(one.grant))
    others = sorted((one for one in grants if not one.usable(now)), key=lambda one: one.grant.id, reverse=True)
    ends = [one.grant.expires_at for one in usable if one.grant.expires_at is not None]
    next_end = min(ends, default=None)
    expiring = [one.left for one in usable if one.grant.expires_at == next_end]
    return WalletBalance(
        wallet=wallet,
        balance=usable_sum(usable, wallet.currency, now),
        expiring=None if next_end is None else sum_of(expiring, wallet.currency),
        expires_at=next_end,
        grants=(*usable, *others),
    )


def falls_below(rule: TopUp | None, before: Money, after: Money) -> bool:
    """Whether this is the movement with which the balance has fallen below the rule's mark: it is told once, not with every draw."""
    return rule is not None and after < rule.below <= before
