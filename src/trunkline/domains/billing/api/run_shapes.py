"""Shapes of billing runs on the wire."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from trunkline.domains.billing.model import RunSummary
from trunkline.infra.web import Day, MoneyOut
from trunkline.kernel.ids import CompanyId, InvoiceId


class RunIn(BaseModel):
    """Bill every company, or one, through the end of its local day `through`."""

    model_config = ConfigDict(extra="forbid")

    through: Day
    company_id: CompanyId | None = None


class IssuedOut(BaseModel):
    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    total: MoneyOut
    lines: int


class FailedOut(BaseModel):
    """A company that could not be billed; the next run tries again."""

    company_id: CompanyId
    code: str
    detail: str


class RunOut(BaseModel):
    """What a run did. `invoices` shows the first hundred."""

    through: date | None
    companies: int
    invoices_issued: int
    lines: int
    totals: list[MoneyOut]
    invoices: list[IssuedOut]
    failed: list[FailedOut]

    @staticmethod
    def of(summary: RunSummary) -> "RunOut":
        return RunOut(
            through=summary.through,
            companies=summary.companies,
            invoices_issued=len(summary.invoices),
            lines=summary.lines,
            totals=[MoneyOut.of(total) for total in summary.totals],
            invoices=[
                IssuedOut(
                    invoice_id=one.invoice_id,
                    number=one.number,
                    company_id=one.company_id,
                    total=MoneyOut.of(one.total),
                    lines=one.lines,
                )
                for one in summary.invoices[:100]
            ],
            failed=[FailedOut(company_id=one.company_id, code=one.code, detail=one.detail) for one in summary.failed],
        )
