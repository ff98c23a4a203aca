"""Accounts are named for their purpose, not numbered: a company has one of each per currency, and one for cash per provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money

# Money that came without a payment provider: a bank transfer, or whatever was entered by hand.
MANUAL = "manual"


class Purpose(StrEnum):
    """What an account is for. `debit` says on which side it usually stands: what we have or lost, rather than what we owe or earned."""

    debit: bool
    description: str

    def __new__(cls, key: str, debit: bool, description: str) -> Purpose:
        member = str.__new__(cls, key)
        member._value_ = key
        member.debit = debit
        member.description = description
        return member

    receivable = "receivable", True, "What open invoices ask for."
    customer_credit = "customer_credit", False, "What companies have with us: credit, and paid credits in wallets."
    accrued = "accrued", False, "Billed and not earned yet: periods to come, and credits that were asked for."
    earnings = "earnings", False, "What was sold and delivered, without tax."
    tax_payable = "tax_payable", False, "Tax on what was sold."
    cash = "cash", True, "Money at a payment provider, an account each; `manual` for what came in another way."
    fees = "fees", True, "What providers keep for their work."
    refunds = "refunds", False, "Refunds that were begun and have not left yet."
    disputes = "disputes", True, "Money that a provider holds back while a dispute is open."
    losses = "losses", True, "Invoices that were given up, and disputes that were lost."
    promotions = "promotions", True, "Invoices that were paid with credits given away."
    rounding = "rounding", True, "Parts of a minor unit that no document shows."
    exchange = "exchange", True, "Where conversions leave one currency and enter another."


# Enum's own look-up raises for unknown text.
PURPOSES: dict[str, Purpose] = {one.value: one for one in Purpose}


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """A purpose; cash is at a `provider`. Written `receivable` or `cash:stripe`."""

    purpose: Purpose
    provider: str = ""

    def __post_init__(self) -> None:
        assert bool(self.provider) == (self.purpose is Purpose.cash), "cash, and only cash, is at a provider"

    def __str__(self) -> str:
        return f"{self.purpose}:{self.provider}" if self.provider else self.purpose.value


class AccountKey(NamedTuple):
    """What a balance is kept of. Sorts; balances are always written in this order."""

    company_id: CompanyId
    purpose: str
    provider: str
    currency: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The sum of an account's postings. `company_id` is None for a sum over companies."""

    company_id: CompanyId | None
    account: Account
    amount: Money


def account_of(text: str) -> Account:
    """The account that is written so. Raises `Invalid`."""
    purpose, _, provider = text.partition(":")
    known = PURPOSES.get(purpose)
    if known is None or bool(provider) != (known is Purpose.cash):
        names = ", ".join(one.value for one in Purpose if one is not Purpose.cash)
        detail = f"{text[:60]!r} is not an account: use cash:<provider> or one of {names}."
        raise Invalid(detail, fields=[FieldProblem("query:account", detail)])
    return Account(known, provider)
