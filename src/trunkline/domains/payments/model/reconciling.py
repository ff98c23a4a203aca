"""Reconciliation: a run holds our books against a provider's, and what does not agree is a finding until somebody, or time, settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, FindingId, PaymentId, ReconciliationId
from trunkline.kernel.money import Money

NOTE_LENGTH_MAX = 500
# The refund of a duplicate asks with the key of its finding, so that it is known as ours wherever it turns up.
DUPLICATE_KEY = "reconciliation:"


class FindingKind(StrEnum):
    """What does not agree. `…_not_ours`: the provider has it and our books do not."""

    charge_not_ours = "charge_not_ours"
    refund_not_ours = "refund_not_ours"
    dispute_not_ours = "dispute_not_ours"
    fee_not_ours = "fee_not_ours"
    moved_otherwise = "moved_otherwise"
    not_at_provider = "not_at_provider"
    other_amount = "other_amount"
    other_currency = "other_currency"
    duplicate_charge = "duplicate_charge"
    payout_differs = "payout_differs"
    not_settled = "not_settled"
    fee_not_booked = "fee_not_booked"
    ledger_differs = "ledger_differs"


class Remedy(StrEnum):
    """How a finding is settled. `settled_itself` is nobody's: a later run no longer found it."""

    fetch = "fetch"
    book_fee = "book_fee"
    refund_duplicate = "refund_duplicate"
    explain = "explain"
    settled_itself = "settled_itself"


# What may be tried, the best first; that it is safe in the case at hand is seen when it is tried. `fetch` needs something of ours,
# `book_fee` a payment.
REMEDIES: Mapping[FindingKind, tuple[Remedy, ...]] = {
    FindingKind.charge_not_ours: (Remedy.fetch, Remedy.explain),
    FindingKind.refund_not_ours: (Remedy.fetch, Remedy.explain),
    FindingKind.dispute_not_ours: (Remedy.fetch, Remedy.explain),
    FindingKind.duplicate_charge: (Remedy.refund_duplicate, Remedy.explain),
    FindingKind.fee_not_booked: (Remedy.book_fee, Remedy.explain),
}
# What somebody has decided stays decided as long as the amounts are the same; anything else that comes back is open again.
# A duplicate that was given back is not found while its refund stands; when that comes back it is open again.
DECIDED = frozenset({Remedy.explain})
# What is told for information alone, one finding for many movements: an explanation holds for those to come as well.
INFORMATIONAL = frozenset({FindingKind.moved_otherwise})


class FindingState(StrEnum):
    open = "open"
    resolved = "resolved"


class ReconciliationState(StrEnum):
    waiting = "waiting"
    running = "running"
    finished = "finished"
    failed = "failed"


class RemedyRefused(Conflict):
    """The remedy would not settle the finding, or would do harm."""

    code = "remedy_refused"
    title = "This remedy cannot be used"


class EntryKind(StrEnum):
    payment = "payment"
    refund = "refund"
    dispute = "dispute"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEntry:
    """What our books say of one payment, refund or dispute.

    `reference` is the provider's. `amount` is what it moves on our account there when it is made: positive came to us. `fee` is what is
    booked as the provider's fee, None where none is. `posted_minor` is what the ledger's cash account of the provider has of it and of
    its fee, by currency. `began_at` is before, `done_at` after the moment at which it was made at the provider; `done_at` None is under
    way. `stands`: it was made, and did not come back. `held`: of a dispute, whether the provider has the money
    now, `turns` how often it was decided otherwise.
    """

    kind: EntryKind
    id: str
    company_id: CompanyId
    reference: str
    amount: Money
    fee: Money | None = None
    began_at: datetime
    done_at: datetime | None
    stands: bool = True
    held: bool = False
    turns: int = 0
    posted_minor: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What of ours has asked for an object that our books do not have: an attempt by its payment, a refund.

    `settled_by` is the reference of the charge that has paid by this attempt, None while none has.
    """

    id: str
    company_id: CompanyId
    settled_by: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A refund that a remedy has made at the provider, of the charge `charge`. `settles`: the finding rests on it, and on nothing since."""

    charge: str
    settles: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One thing that does not agree. References are empty where there is none; amounts are signed as movements are, None if unknown."""

    kind: FindingKind
    reason: str
    at: datetime
    our_reference: str = ""
    their_reference: str = ""
    company_id: CompanyId | None = None
    ours: Money | None = None
    theirs: Money | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind.value, self.our_reference, self.their_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A discrepancy as it is kept, once per provider, kind and references. `about_company_id` is whose money it is, where that is known."""

    id: FindingId
    reconciliation_id: ReconciliationId
    provider: str
    kind: FindingKind
    reason: str
    about_company_id: CompanyId | None
    our_reference: str
    their_reference: str
    ours: Money | None
    theirs: Money | None
    at: datetime
    found_at: datetime
    seen_at: datetime
    state: FindingState = FindingState.open
    remedy: Remedy | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""
    note: str = ""
    remedy_reference: str | None = None

    @property
    def difference(self) -> Money | None:
        """Theirs less ours; None in two currencies, or where one is not known."""
        if self.ours is None or self.theirs is None or self.ours.currency != self.theirs.currency:
            return None
        return self.theirs - self.ours

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What may be tried now."""
        if self.state is FindingState.resolved:
            return ()
        offered = REMEDIES.get(self.kind, (Remedy.explain,))
        refused = set()
        if self.kind is not FindingKind.dispute_not_ours and not self.our_reference:
            refused.add(Remedy.fetch)
        if not self.our_reference.startswith(f"{PaymentId.prefix}_"):
            refused.add(Remedy.book_fee)
        return tuple(one for one in offered if one not in refused)

    def duplicate_key(self, number: int) -> str:
        """With which the refund of a duplicate is asked for, for the first time (1) and after refunds that failed."""
        return f"{DUPLICATE_KEY}{self.id}" + (f":{number}" if number > 1 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """A run over what moved at a provider in `[since, until)`.

    `matched` counts the movements that agree, `found` the findings of this run, `new` those that were not known before, `closed` those
    that were no longer found, `open_left` what is open of the provider at its end. `alive_at` is the last sign of life of whoever is at
    it since `started_at`, which tells them apart.
    """

    id: ReconciliationId
    provider: str
    since: datetime
    until: datetime
    book_fees: bool
    state: ReconciliationState
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    matched: int = 0
    found: int = 0
    new: int = 0
    closed: int = 0
    open_left: int = 0
    fees_booked: int = 0
    error: str = ""
    alive_at: datetime | None = None

    @property
    def seen_at(self) -> datetime | None:
        """When whoever is at it was last heard of."""
        return self.alive_at or self.started_at
