"""A provider that holds the schedule of payments itself: it charges when the day comes, and tells us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model.arrangements import ArrangementNow, ArrangeOutcome, Interval
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangementRequest:
    """Take `amount` every `interval_count` intervals from `starts_at`, `charges_max` times or until it is cancelled.

    The key makes repeating the request harmless; the same key always has the same request. `starts_now` says that the first charge is
    taken at once. `method_token` and `customer_token` are the saved method's; both are None where the payer agrees on the provider's
    page, which sends them back to `return_url`. `first_sent_at` is when the key was used first, None for a new one.
    """

    idempotency_key: str
    company_id: CompanyId
    company_name: str
    amount: Money
    interval: Interval
    interval_count: int
    starts_at: datetime
    starts_now: bool
    charges_max: int | None
    description: str
    return_url: str
    method_token: str | None = None
    customer_token: str | None = None
    first_sent_at: datetime | None = None


@runtime_checkable
class Arrangements(Protocol):
    """The part of a provider that holds schedules."""

    @property
    def arranges_by_method(self) -> bool:
        """Whether a saved method is charged; otherwise the payer agrees on the provider's own page."""
        ...

    async def arrange(self, request: ArrangementRequest) -> ArrangeOutcome:
        """Have the schedule held, once per key. Never raises for what the outside does; `Outage` promises that nothing was made."""
        ...

    async def look_up_arrangement(self, request: ArrangementRequest) -> ArrangeOutcome | None:
        """What came of a request's key; None when the provider has nothing under it, and the key may be used again."""
        ...

    async def arrangement_now(self, reference: str) -> ArrangementNow | None:
        """How it stands, with all of its charges; None when it is not known there. Raises `Unavailable`."""
        ...

    async def cancel_arrangement(self, reference: str, idempotency_key: str) -> None:
        """Take no more charges. One that is over stays so. Raises `Unavailable` also where no answer came: ask how it stands."""
        ...
