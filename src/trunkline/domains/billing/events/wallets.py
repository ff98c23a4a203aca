"""What is announced of prepaid credits. The wallet is the subject of each of these facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import GrantId, InvoiceId
from trunkline.kernel.money import Money

AUDIENCE = "invoices.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletOpened(Fact):
    """A company has a further wallet, which is empty. The wallet is the subject of this and the following facts."""

    kind: ClassVar[str] = "wallet.opened"
    audience: ClassVar[str] = AUDIENCE

    name: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditGranted(Fact):
    """Credits were put into a wallet: given (`granted`) or bought (`purchased`). `priority` 1 is drawn first, 50 last."""

    kind: ClassVar[str] = "wallet.credit_granted"
    audience: ClassVar[str] = AUDIENCE

    name: str
    grant_id: GrantId
    grant_kind: str
    amount: Money
    priority: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletDrawn(Fact):
    """An invoice was issued and took `amount` of the wallet, which leaves `left`. Its total and tax are what they are without."""

    kind: ClassVar[str] = "wallet.drawn"
    audience: ClassVar[str] = AUDIENCE

    name: str
    invoice_id: InvoiceId
    number: str
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditExpired(Fact):
    """A grant has ended with `amount` undrawn, which is lost."""

    kind: ClassVar[str] = "wallet.credit_expired"
    audience: ClassVar[str] = AUDIENCE

    name: str
    grant_id: GrantId
    amount: Money
    expired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletBalanceLow(Fact):
    """A draw took the balance below the mark of the wallet's rule, which says to buy `top_up`, by itself where it is automatic."""

    kind: ClassVar[str] = "wallet.balance_low"
    audience: ClassVar[str] = AUDIENCE

    name: str
    balance: Money
    below: Money
    top_up: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletTerminated(Fact):
    """The wallet is not drawn any more; `left` stays in it."""

    kind: ClassVar[str] = "wallet.terminated"
    audience: ClassVar[str] = AUDIENCE

    name: str
    left: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpAsked(Fact):
    """Credits for the wallet are being bought: an invoice asks for them. They are granted once it is paid."""

    kind: ClassVar[str] = "wallet.top_up_asked"
    audience: ClassVar[str] = AUDIENCE

    name: str
    amount: Money
    invoice_id: InvoiceId
