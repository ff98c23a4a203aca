"""What is announced of reconciliation. A provider's account is the installation's, and so is what is found of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.domains.payments.model import FindingKind, Remedy
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReconciliationFact(Fact):
    """The run is the subject."""

    audience: ClassVar[str] = "reconciliation.read"
    by_machine: ClassVar[bool] = True

    provider: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationStarted(_ReconciliationFact):
    """Our books are to be held against a provider's; the job that answers does it."""

    kind: ClassVar[str] = "reconciliation.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationFinished(_ReconciliationFact):
    """Our books were held against a provider's. `open_left` is what is open of the provider now, `first` the reason of the oldest of
    these, null where nothing is open."""

    kind: ClassVar[str] = "reconciliation.finished"

    matched: int
    found: int
    new: int
    closed: int
    open_left: int
    fees_booked: int
    first: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationFailed(_ReconciliationFact):
    """A reconciliation was given up, for the reason in `error`: the provider's books could not be read."""

    kind: ClassVar[str] = "reconciliation.failed"

    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingResolved(Fact):
    """Somebody settled a finding, which is the subject, in the way that `remedy` names."""

    kind: ClassVar[str] = "reconciliation.finding_resolved"
    audience: ClassVar[str] = "reconciliation.read"
    by_machine: ClassVar[bool] = True

    provider: str
    finding_kind: FindingKind
    remedy: Remedy
    before: dict[str, object]
    after: dict[str, object]
    about_company_id: CompanyId | None
    our_reference: str
    their_reference: str
    note: str
