"""What was agreed with a company about how it is billed. Without an agreement the defaults hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from trunkline.domains.billing.model.payment_terms import EarlyDiscount, LateFee
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money

GRACE_DAYS_MAX = 30
NET_DAYS_MAX = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingTerms:
    """`grace_days`: how many local days after a period's end its invoice stays a draft, so that late usage lands on it.

    `net_days`: how many days after its issue an invoice is due; None: as many as the legal entity says.
    `thresholds`: by currency at most one amount; usage of open periods that reaches it is invoiced at once.
    `early_discount` and `late_fee`: what paying early saves and paying late costs; each invoice keeps those of its issue.
    """

    company_id: CompanyId
    grace_days: int = 0
    net_days: int | None = None
    thresholds: tuple[Money, ...] = ()
    early_discount: EarlyDiscount | None = None
    late_fee: LateFee | None = None

    def threshold(self, currency: str) -> Money | None:
        return next((one for one in self.thresholds if one.currency.code == currency), None)


class TermsChanges(TypedDict, total=False):
    """The terms that may be changed; what is left out stays as it is."""

    grace_days: int
    net_days: int | None
    thresholds: tuple[Money, ...]
    early_discount: EarlyDiscount | None
    late_fee: LateFee | None
