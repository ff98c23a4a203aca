"""Prepaid credits: wallets, the grants in them, and what was taken of each grant.

A wallet is drawn before its company's invoices are collected. It is a means of payment: what an invoice charges, and the tax on it, do
not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, CreditNoteId, DrawId, GrantId, InvoiceId, WalletId
from trunkline.kernel.money import Currency, Money

PRIORITY_FIRST = 1
PRIORITY_LAST = 50
PRIORITY_DEFAULT = 50


class WalletState(StrEnum):
    """`terminated` has no way back: nothing is granted to the wallet or drawn from it any more."""

    active = "active"
    terminated = "terminated"


class GrantKind(StrEnum):
    """Where credits come from: given away, or bought."""

    granted = "granted"
    purchased = "purchased"


class DrawKind(StrEnum):
    """Why a grant has less than before. `returned`, of an invoice that was voided or credited, is the only kind below zero."""

    drawn = "drawn"
    returned = "returned"
    expired = "expired"


class WalletNotActive(Conflict):
    """The wallet was terminated."""

    code = "wallet_not_active"
    title = "The wallet was terminated"


@dataclass(frozen=True, slots=True)
class TopUp:
    """When the balance falls below `below`, `top_up` should be bought: by itself where the rule is `automatic`, else it is announced."""

    below: Money
    top_up: Money
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """Credits of one company in one currency. Several wallets of a currency are drawn as if they were one."""

    id: WalletId
    company_id: CompanyId
    name: str
    currency: Currency
    state: WalletState
    top_up: TopUp | None
    opened_at: datetime
    terminated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Credits that were put into a wallet. `priority` 1 is drawn first, 50 last. They can be drawn before `expires_at`; None: for ever.

    `closed_at`: since when the rest is booked as expired.
    """

    id: GrantId
    wallet_id: WalletId
    company_id: CompanyId
    amount: Money
    priority: int
    kind: GrantKind
    expires_at: datetime | None
    granted_at: datetime
    closed_at: datetime | None

    def is_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class GrantLeft:
    """A grant and what its draws have left of it; never below zero."""

    grant: Grant
    left: Money

    def usable(self, now: datetime) -> Money:
        """What can be drawn now: nothing of an expired grant, whether its rest was booked already or not."""
        return Money.zero(self.left.currency) if self.grant.is_expired(now) else self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One movement of a grant, never changed. The grant has its amount less the sum of these.

    `credit_note_id` says which credit note gave something back of what the invoice had drawn.
    """

    id: DrawId
    company_id: CompanyId
    wallet_id: WalletId
    grant_id: GrantId
    invoice_id: InvoiceId | None
    kind: DrawKind
    amount: Money
    drawn_at: datetime
    credit_note_id: CreditNoteId | None = None

    @property
    def once(self) -> str:
        """What may be booked of a grant only once: its unique key. A void invoice is never drawn for again."""
        document = self.credit_note_id or self.invoice_id
        return self.kind.value if document is None else f"{self.kind} {document}"


@dataclass(frozen=True, slots=True)
class WalletBalance:
    """A wallet with its grants. `balance` is what can be drawn now; `expiring` of it is lost at `expires_at` unless drawn before."""

    wallet: Wallet
    balance: Money
    expiring: Money | None
    expires_at: datetime | None
    grants: tuple[GrantLeft, ...]
