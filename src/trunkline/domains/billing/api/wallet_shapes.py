"""Shapes of wallets on the wire."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from trunkline.domains.billing.actions import NewGrant, NewWallet, amount_of
from trunkline.domains.billing.model import (
    PRIORITY_DEFAULT,
    PRIORITY_FIRST,
    PRIORITY_LAST,
    BoughtTopUp,
    DrawKind,
    GrantKind,
    GrantLeft,
    TopUp,
    TopUpState,
    WalletBalance,
    WalletState,
)
from trunkline.domains.billing.queries import DrawDetails
from trunkline.domains.usage.api.shapes import Instant
from trunkline.infra.web import Moment, MoneyOut
from trunkline.kernel.ids import CompanyId, DrawId, GrantId, InvoiceId, WalletId
from trunkline.kernel.money import Currency, Money

GRANTS_SHOWN_MAX = 100
LAST_YEAR = 2199

# Twelve digits before the point: sums of many stay within what the databases can hold exactly.
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$", examples=["100.00"])]


def _in_range(moment: datetime) -> datetime:
    if moment.year > LAST_YEAR:
        raise ValueError(f"must be before the year {LAST_YEAR + 1}, or null for never")
    return moment.astimezone(UTC)


class Form(BaseModel):
    """What is not known is refused: a slip of the keyboard must not change an amount in silence."""

    model_config = ConfigDict(extra="forbid")


class TopUpRule(Form):
    """When a draw takes the balance below `below`, the fact `wallet.balance_low` is announced. Where the rule is `automatic`, an invoice
    over `top_up` is issued and collected then, and its credits are granted once it is paid.
    """

    below: Amount
    top_up: Amount
    automatic: bool = False


class WalletIn(Form):
    """Amounts of the rule are in major units of `currency`."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S", examples=["Prepaid"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
    top_up: TopUpRule | None = None

    def wanted(self) -> NewWallet:
        rule = self.top_up
        return NewWallet(
            name=self.name.strip(),
            currency=Currency.of(self.currency),
            below=None if rule is None else Decimal(rule.below),
            top_up=None if rule is None else Decimal(rule.top_up),
            automatic=rule is not None and rule.automatic,
        )


class BuyIn(Form):
    """`amount` is in major units of the wallet's currency."""

    amount: Amount

    def wanted(self, currency: Currency) -> Money:
        return amount_of(Decimal(self.amount), currency, "/amount")


class BoughtOut(BaseModel):
    """A purchase of credits: `pending` until its invoice is paid, then `granted`."""

    invoice_id: InvoiceId
    amount: MoneyOut
    state: TopUpState
    asked_at: Instant
    ended_at: Instant | None

    @staticmethod
    def of(one: BoughtTopUp) -> "BoughtOut":
        return BoughtOut(
            invoice_id=one.invoice_id,
            amount=MoneyOut.of(one.amount),
            state=one.state,
            asked_at=one.asked_at,
            ended_at=one.ended_at,
        )


class GrantIn(Form):
    """`amount` is in major units of the wallet's currency. Priority 1 is drawn first; without `expires_at` the credits are for ever."""

    amount: Amount
    kind: GrantKind = GrantKind.granted
    priority: Annotated[int, Field(strict=True, ge=PRIORITY_FIRST, le=PRIORITY_LAST)] = PRIORITY_DEFAULT
    expires_at: Annotated[Moment, AfterValidator(_in_range)] | None = None

    def wanted(self) -> NewGrant:
        return NewGrant(amount=Decimal(self.amount), priority=self.priority, kind=self.kind, expires_at=self.expires_at)


class GrantOut(BaseModel):
    """`remaining` is what draws have left of `amount`. Of an `expired` grant it cannot be drawn; it is booked as such within the hour."""

    id: GrantId
    kind: GrantKind
    priority: int
    amount: MoneyOut
    remaining: MoneyOut
    granted_at: Instant
    expires_at: Instant | None
    expired: bool

    @staticmethod
    def of(one: GrantLeft, now: datetime) -> "GrantOut":
        same = ("id", "kind", "priority", "granted_at", "expires_at")
        return GrantOut(
            **{name: getattr(one.grant, name) for name in same},
            amount=MoneyOut.of(one.grant.amount),
            remaining=MoneyOut.of(one.left),
            expired=one.grant.is_expired(now),
        )


class ExpiringOut(BaseModel):
    """What of the balance is lost next unless an invoice draws it before."""

    amount: MoneyOut
    at: Instant


class TopUpOut(BaseModel):
    """The rule as it is kept; nothing is bought by itself."""

    below: MoneyOut
    top_up: MoneyOut
    automatic: bool


class WalletOut(BaseModel):
    """`balance` is what the grants have that can be drawn now; nothing is drawn from a terminated wallet, whatever is left in it."""

    id: WalletId
    company_id: CompanyId
    name: str
    currency: str
    state: WalletState
    balance: MoneyOut
    expiring_next: ExpiringOut | None
    top_up: TopUpOut | None
    opened_at: Instant
    terminated_at: Instant | None

    @staticmethod
    def of(one: WalletBalance) -> "WalletOut":
        return WalletOut(**_wallet_values(one))


class WalletDetailOut(WalletOut):
    """A wallet with its grants: first those that can be drawn, in the order in which they will be; then the others, the newest first.
    Of more than a hundred the first are shown.
    """

    grants: list[GrantOut]

    @staticmethod
    def with_grants(one: WalletBalance, now: datetime) -> "WalletDetailOut":
        shown = [GrantOut.of(left, now) for left in one.grants[:GRANTS_SHOWN_MAX]]
        return WalletDetailOut(**_wallet_values(one), grants=shown)


class GrantRefOut(BaseModel):
    """The grant that was drawn."""

    id: GrantId
    kind: GrantKind
    priority: int


class InvoiceRefOut(BaseModel):
    """The invoice that drew, or was voided."""

    id: InvoiceId
    number: str | None


class DrawOut(BaseModel):
    """A movement of a grant. `amount` was taken of it; what was `returned` is below zero."""

    id: DrawId
    kind: DrawKind
    amount: MoneyOut
    grant: GrantRefOut
    invoice: InvoiceRefOut | None
    drawn_at: Instant

    @staticmethod
    def of(one: DrawDetails) -> "DrawOut":
        draw = one.draw
        invoice = None if draw.invoice_id is None else InvoiceRefOut(id=draw.invoice_id, number=one.invoice_number)
        return DrawOut(
            id=draw.id,
            kind=draw.kind,
            amount=MoneyOut.of(draw.amount),
            grant=GrantRefOut(id=draw.grant_id, kind=one.grant_kind, priority=one.priority),
            invoice=invoice,
            drawn_at=draw.drawn_at,
        )


def _wallet_values(one: WalletBalance) -> dict[str, Any]:
    wallet, expiring = one.wallet, None
    if one.expiring is not None and one.expires_at is not None:
        expiring = ExpiringOut(amount=MoneyOut.of(one.expiring), at=one.expires_at)
    rule = wallet.top_up
    same = ("id", "company_id", "name", "state", "opened_at", "terminated_at")
    return {name: getattr(wallet, name) for name in same} | {
        "currency": wallet.currency.code,
        "balance": MoneyOut.of(one.balance),
        "expiring_next": expiring,
        "top_up": None if rule is None else _rule(rule),
    }


def _rule(rule: TopUp) -> TopUpOut:
    return TopUpOut(below=MoneyOut.of(rule.below), top_up=MoneyOut.of(rule.top_up), automatic=rule.automatic)
