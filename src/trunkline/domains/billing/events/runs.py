"""What is announced of billing as a whole: its runs, and what was agreed with a company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.money import Money

AUDIENCE = "invoices.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingRunFinished(Fact):
    """A run over the companies has ended. `through` is None where each company was billed through its own today."""

    kind: ClassVar[str] = "billing.run_finished"
    audience: ClassVar[str] = "billing.run"

    through: date | None
    companies: int
    invoices_issued: int
    companies_failed: int
    totals: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingTermsChanged(Fact):
    """How the company is billed was agreed anew. The company is the subject; `changed` names the terms."""

    kind: ClassVar[str] = "billing.terms_changed"
    audience: ClassVar[str] = AUDIENCE

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingCurrencyChanged(Fact):
    """Documents are reported in another currency from now on. The legal entity that issues is the subject."""

    kind: ClassVar[str] = "billing.reporting_currency_changed"
    audience: ClassVar[str] = "billing.run"

    before: str
    after: str
