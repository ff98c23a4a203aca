"""A draft: what will be issued once late usage has had its time to come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trunkline.kernel.ids import CompanyId, InvoiceId

# Lists of what was issued in a time are read by the order of ids. What was drafted longer ago, because nothing ran, gets a new one.
DRAFT_ID_KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A company has one per currency. It is issued on the local day `issue_on`; `through` is the day that it was billed through."""

    company_id: CompanyId
    currency: str
    invoice_id: InvoiceId
    issue_on: date
    through: date
    drafted_at: datetime
