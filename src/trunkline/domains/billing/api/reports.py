"""Reports: revenue, tax and receivables, in the currencies of the documents and as reported; JSON or CSV."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import queries
from trunkline.domains.billing.api.report_shapes import ReceivablesReportOut, RevenueReportOut, TaxReportOut
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.model.reports import GroupedBy, OwedBy
from trunkline.domains.billing.rules.report_csv import receivables_csv, revenue_csv, tax_csv
from trunkline.infra.web import ReadScope
from trunkline.kernel.errors import FieldProblem, Invalid

MONTH = r"^\d{4}-\d{2}$"
First = Annotated[
    str | None,
    Query(alias="from", pattern=MONTH, description="First month, `2026-01`; default eleven before the last."),
]
Last = Annotated[str | None, Query(alias="to", pattern=MONTH, description="Last month, included; default this one.")]
Form = Annotated[
    Literal["json", "csv"] | None, Query(alias="format", description="Otherwise the Accept header decides.")
]
AS_CSV = {200: {"content": {"text/csv": {}}, "description": "JSON, or CSV where that is asked for."}}


@router.get("/reports/revenue", permission=Permission.invoices_read, response_model=RevenueReportOut, responses=AS_CSV)
async def report_revenue(
    scope: ReadScope,
    request: Request,
    first: First = None,
    last: Last = None,
    group_by: Annotated[list[GroupedBy] | None, Query(description="Default: by all three.")] = None,
    form: Form = None,
) -> RevenueReportOut | Response:
    """Invoiced before tax, less what was credited and voided. At most 60 months and 10,000 rows; across companies without test companies.

    An invoice counts in the month of its issue, a credit note in its own; a void invoice is taken off in the month in which it became void.
    The sale of prepaid credits is no revenue. A row adds up in its own currency and in its reporting currency; over all rows both are
    what the documents say, and the books.
    """
    grouped = list(GroupedBy) if group_by is None else group_by
    found = await queries.revenue_report(scope, _month(first, "from"), _month(last, "to"), grouped)
    if _wants_csv(request, form):
        return _csv(request, revenue_csv(found.rows), "revenue")
    return RevenueReportOut.of(found, grouped)


@router.get("/reports/tax", permission=Permission.invoices_read, response_model=TaxReportOut, responses=AS_CSV)
async def report_tax(
    scope: ReadScope, request: Request, first: First = None, last: Last = None, form: Form = None
) -> TaxReportOut | Response:
    """What was taxed at each rate in each month, and the tax on it; counted as in the report of revenue."""
    found = await queries.tax_report(scope, _month(first, "from"), _month(last, "to"))
    if _wants_csv(request, form):
        return _csv(request, tax_csv(found.rows), "tax")
    return TaxReportOut.of(found)


@router.get(
    "/reports/receivables",
    permission=Permission.invoices_read,
    response_model=ReceivablesReportOut,
    responses=AS_CSV,
)
async def report_receivables(
    scope: ReadScope, request: Request, group_by: OwedBy = OwedBy.currency, form: Form = None
) -> ReceivablesReportOut | Response:
    """What open invoices ask for now, in their currencies and at the rates of their issue; per currency, or per company and currency."""
    found = await queries.receivables_report(scope, group_by)
    if _wants_csv(request, form):
        return _csv(request, receivables_csv(found.rows), "receivables")
    return ReceivablesReportOut.of(found, group_by)


def _month(text: str | None, name: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(f"{text}-01")
    except ValueError:
        detail = f"{name} must be a month such as 2026-03."
        raise Invalid(detail, fields=[FieldProblem(f"query:{name}", detail)]) from None


def _wants_csv(request: Request, form: str | None) -> bool:
    return form == "csv" or (form is None and "text/csv" in request.headers.get("accept", ""))


def _csv(request: Request, text: str, name: str) -> Response:
    if "fields" in request.query_params:
        raise Invalid("fields chooses members of JSON; leave it out with CSV.")
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Vary": "Accept"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
