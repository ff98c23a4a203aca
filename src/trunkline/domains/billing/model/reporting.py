"""What a document comes to in the currency in which its issuer reports: fixed at the issue, and never rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.currencies.model import PairRate, Source
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingRate:
    """1 `currency` of the document = `target_rate / source_rate` of `target`, both over `base`, digit for digit as the source wrote them.

    `source` None: the two are the same.
    """

    currency: Currency
    target: Currency
    source_rate: Decimal
    target_rate: Decimal
    base: str
    source: Source | None
    sheet_id: RateSheetId | None
    as_of: datetime
    stale: bool
    held: bool

    @property
    def rate(self) -> Fraction:
        return Fraction(self.target_rate) / Fraction(self.source_rate)

    @staticmethod
    def of(pair: PairRate) -> ReportingRate:
        same = ("source_rate", "target_rate", "base", "source", "sheet_id", "as_of", "stale", "held")
        kept = {name: getattr(pair, name) for name in same}
        return ReportingRate(currency=pair.source_currency, target=pair.target_currency, **kept)


@dataclass(frozen=True, slots=True)
class Reported:
    """Totals in the reporting currency; `net` is what is left of `total` without `tax`, so that they add up."""

    total: Money
    tax: Money

    @property
    def net(self) -> Money:
        return self.total - self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """Of the invoice, or of the credit note, that is named by `document_id`; `invoice_id` is the invoice itself, or that of the note."""

    document_id: str
    invoice_id: InvoiceId
    company_id: CompanyId
    rate: ReportingRate
    reported: Reported
