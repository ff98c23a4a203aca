"""A draft: what will be issued once late usage has had its time to come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trunkline.kernel.ids import CompanyId, InvoiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A company has one per currency. It is issued on the local day `issue_on`; `through` is the day that it was billed through."""

    company_id: CompanyId
    currency: str
    invoice_id: InvoiceId
    issue_on: date
    through: date
    drafted_at: datetime
