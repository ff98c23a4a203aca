"""Shapes of the books on the wire."""

from datetime import datetime

from pydantic import BaseModel

from trunkline.domains.ledger.model import Balance, Event, Posting, Purpose, Transaction
from trunkline.infra.web import MoneyOut
from trunkline.kernel.ids import CompanyId, LedgerTransactionId


class AccountOut(BaseModel):
    """An account and what its postings come to: debits above zero, credits below. `provider` is set where it holds cash."""

    account: str
    purpose: Purpose
    provider: str | None
    balance: MoneyOut

    @staticmethod
    def of(one: Balance) -> "AccountOut":
        return AccountOut(
            account=str(one.account),
            purpose=one.account.purpose,
            provider=one.account.provider or None,
            balance=MoneyOut.of(one.amount),
        )


class AccountsOut(BaseModel):
    """A trial balance: the accounts of one company, or of all together, which sum to zero in each currency."""

    company_id: CompanyId | None
    accounts: list[AccountOut]


class PostingOut(BaseModel):
    """A debit above zero, or a credit below."""

    account: str
    amount: MoneyOut

    @staticmethod
    def of(one: Posting) -> "PostingOut":
        return PostingOut(account=str(one.account), amount=MoneyOut.of(one.amount))


class TransactionOut(BaseModel):
    """What was posted for one event. It never changes. `source` names what it was posted for, `document` the invoice that it is about.

    The postings sum to zero in each currency; there are none where the event moved nothing.
    """

    id: LedgerTransactionId
    company_id: CompanyId
    event: Event
    source: str
    document: str | None
    at: datetime
    recorded_at: datetime
    actor: str
    request_id: str
    note: str
    postings: list[PostingOut]

    @staticmethod
    def of(one: Transaction) -> "TransactionOut":
        same = ("id", "company_id", "event", "source", "at", "recorded_at", "actor", "request_id", "note")
        return TransactionOut(
            **{name: getattr(one, name) for name in same},
            document=one.document or None,
            postings=[PostingOut.of(posting) for posting in one.postings],
        )
